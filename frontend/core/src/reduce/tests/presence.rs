//! Who is there, and saying so of oneself.

use common::{
    ids::UserId,
    limits::{IDLE_MS, WATCHED},
    model::{
        Presence,
        presence::{Seen, Status},
    },
    protocol::v1::{ClientBody, ServerFrame, UserPresence, caps},
};

use super::rig::{JOHN, MARY, MIKE, Rig, accepted, conv, entry, key, posted};
use crate::{
    input::{Attention, Input, Intent, LinkEvent, Route},
    select::{HeaderView, header},
};

const CAPS: &[&str] = &[caps::PRESENCE, caps::PEOPLE];

/// Mary's browser, before it is caught up with a conversation with John and one with Mike.
fn start() -> Rig {
    let mut rig = Rig::start(Route::Home);
    rig.caps = CAPS.iter().map(ToString::to_string).collect();
    rig.sign_in(MARY);
    rig
}

fn connect(rig: &mut Rig) {
    let known = [(conv(1), accepted(JOHN, 1)), (conv(2), accepted(MIKE, 1))];
    rig.connect(&known);
}

fn rig() -> Rig {
    let mut rig = start();
    connect(&mut rig);
    rig.take();
    rig
}

/// What the server was told of the person, and of whom it was asked, since the last look.
fn told(rig: &mut Rig) -> (Vec<bool>, Vec<Vec<UserId>>) {
    let (mut active, mut watched) = (Vec::new(), Vec::new());
    for frame in rig.sent_frames() {
        match frame.body {
            ClientBody::Activity { active: is } => active.push(is),
            ClientBody::Watch { users } => watched.push(users),
            _ => {}
        }
    }
    (active, watched)
}

fn hear(rig: &mut Rig, user: UserId, presence: Presence) {
    rig.server(ServerFrame::Presence {
        users: vec![UserPresence {
            user,
            presence,
            status: Status::default(),
        }],
    });
}

fn shown(rig: &Rig) -> Vec<(UserId, Option<Presence>)> {
    let rows = rig.rows().into_iter();
    let mut shown: Vec<_> = rows
        .filter_map(|row| Some((row.partner?, row.presence)))
        .collect();
    shown.sort_by_key(|(user, _)| *user);
    shown
}

#[test]
fn a_connection_says_once_who_is_on_screen_and_that_one_is_there() {
    let mut rig = start();
    connect(&mut rig);
    assert_eq!(told(&mut rig), (vec![true], vec![vec![JOHN, MIKE]]));
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.server(posted(conv(1), entry(2, JOHN, key(2), "x")));
    rig.pass(10_000);
    assert_eq!(told(&mut rig), (vec![], vec![]), "nothing has changed");
}

#[test]
fn the_next_connection_is_told_again() {
    let mut rig = rig();
    rig.reconnect();
    // What `connect` looked at was said before the catch-up.
    assert_eq!(told(&mut rig), (vec![true], vec![vec![JOHN, MIKE]]));
}

#[test]
fn nothing_is_said_to_a_server_that_does_not_offer_it() {
    let mut rig = start();
    rig.caps = vec![caps::PEOPLE.to_owned()];
    connect(&mut rig);
    assert_eq!(told(&mut rig), (vec![], vec![]));
    assert_eq!(shown(&rig), [(JOHN, None), (MIKE, None)]);
}

#[test]
fn nobody_on_screen_is_nobody_to_ask_of() {
    let mut rig = start();
    rig.connect(&[]);
    assert_eq!(told(&mut rig), (vec![true], vec![]));
}

#[test]
fn who_comes_to_the_screen_is_asked_of() {
    let mut rig = start();
    rig.connect(&[(conv(1), accepted(JOHN, 1))]);
    rig.take();
    rig.server(super::rig::reset(conv(2), accepted(MIKE, 1)));
    assert_eq!(told(&mut rig).1, [vec![JOHN, MIKE]]);
    rig.server(ServerFrame::Gone { conv: conv(1) });
    assert_eq!(told(&mut rig).1, [vec![MIKE]]);
}

/// The conversation of this number is with someone of their own; the lowest number has the latest message.
fn many(n: u16) -> Vec<(common::ids::ConversationId, common::model::Conversation)> {
    (0..n)
        .map(|i| {
            let [a, b] = i.to_be_bytes();
            let mut id = [0; 16];
            [id[0], id[1]] = [a, b];
            let mut conversation = accepted(
                UserId::from_bytes([a, b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]),
                1,
            );
            conversation.entries[0].message.at =
                common::time::Timestamp::from_millis(1_000_000 - u64::from(i));
            (common::ids::ConversationId::from_bytes(id), conversation)
        })
        .collect()
}

#[test]
fn in_a_long_list_those_in_view_are_asked_of() {
    let mut rig = start();
    let known = many(500);
    rig.connect(&known);
    let (_, asked) = told(&mut rig);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].len(), WATCHED);
    let partner = |n: usize| known[n].1.members[1].user;
    assert!(asked[0].contains(&partner(0)) && !asked[0].contains(&partner(WATCHED)));

    rig.ui(Intent::ListScrolled(30));
    assert_eq!(
        told(&mut rig).1,
        Vec::<Vec<UserId>>::new(),
        "a little further"
    );
    rig.ui(Intent::ListScrolled(260));
    let (_, asked) = told(&mut rig);
    assert!(asked[0].contains(&partner(260)) && asked[0].contains(&partner(300)));
    assert!(!asked[0].contains(&partner(0)));

    // The open conversation is on screen wherever the list is.
    rig.ui(Intent::Visit(Route::Conversation(known[0].0)));
    let (_, asked) = told(&mut rig);
    assert!(asked[0].contains(&partner(0)));
    assert_eq!(asked[0].len(), WATCHED);
}

#[test]
fn presence_is_shown_in_the_list_and_over_the_conversation() {
    let mut rig = rig();
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    assert_eq!(shown(&rig)[0], (JOHN, Some(Presence::Unknown)));
    for presence in [
        Presence::Online,
        Presence::Away,
        Presence::Dnd,
        Presence::Offline {
            seen: Seen::Recently,
            at: None,
        },
        Presence::Unknown,
    ] {
        hear(&mut rig, JOHN, presence);
        assert_eq!(shown(&rig)[0], (JOHN, Some(presence)));
        let HeaderView::Known { presence: over, .. } = header(&rig.model, conv(1)) else {
            panic!("the conversation is known");
        };
        assert_eq!(over, Some(presence));
    }
}

#[test]
fn what_comes_of_someone_who_is_not_asked_of_is_not_believed() {
    let mut rig = start();
    rig.connect(&[(conv(1), accepted(JOHN, 1))]);
    hear(&mut rig, MIKE, Presence::Online);
    rig.server(super::rig::reset(conv(2), accepted(MIKE, 1)));
    assert_eq!(shown(&rig)[1], (MIKE, Some(Presence::Unknown)));
}

#[test]
fn who_left_the_screen_is_unknown_when_they_come_back() {
    let mut rig = rig();
    hear(&mut rig, JOHN, Presence::Online);
    rig.server(ServerFrame::Gone { conv: conv(1) });
    rig.server(super::rig::reset(conv(1), accepted(JOHN, 1)));
    assert_eq!(shown(&rig)[0], (JOHN, Some(Presence::Unknown)));
}

#[test]
fn without_a_connection_everyone_is_unknown() {
    let mut rig = rig();
    hear(&mut rig, JOHN, Presence::Online);
    hear(&mut rig, MIKE, Presence::Dnd);
    rig.close(1006);
    let unknown = Some(Presence::Unknown);
    assert_eq!(shown(&rig), [(JOHN, unknown), (MIKE, unknown)]);
}

/// Time passes with a living connection: the server pings.
fn pass(rig: &mut Rig, millis: u64) {
    let mut left = millis;
    while left > 0 {
        let step = left.min(20_000);
        rig.pass(step);
        rig.server(ServerFrame::Ping);
        left -= step;
    }
}

#[test]
fn five_minutes_without_input_are_idle_and_input_ends_it() {
    let mut rig = rig();
    rig.input(Input::Attention(Attention::Moved));
    pass(&mut rig, IDLE_MS - 1);
    assert!(told(&mut rig).0.is_empty());
    rig.pass(1);
    assert_eq!(told(&mut rig).0, [false]);
    pass(&mut rig, IDLE_MS);
    assert!(told(&mut rig).0.is_empty(), "transitions only");
    rig.input(Input::Attention(Attention::Moved));
    assert_eq!(told(&mut rig).0, [true]);
}

#[test]
fn a_page_hidden_for_five_minutes_is_idle_and_showing_it_ends_that() {
    let mut rig = rig();
    rig.input(Input::Attention(Attention::Moved));
    rig.link(LinkEvent::Hidden);
    pass(&mut rig, IDLE_MS - 1);
    assert!(told(&mut rig).0.is_empty());
    rig.pass(1);
    assert_eq!(told(&mut rig).0, [false]);
    rig.link(LinkEvent::Visible);
    assert_eq!(told(&mut rig).0, [true]);
}

#[test]
fn a_window_behind_another_is_no_sign_of_the_person() {
    let mut rig = rig();
    pass(&mut rig, IDLE_MS);
    assert_eq!(told(&mut rig).0, [false]);
    rig.input(Input::Attention(Attention::Blurred));
    assert!(told(&mut rig).0.is_empty());
}

#[test]
fn an_idle_device_says_so_to_the_next_connection() {
    let mut rig = rig();
    pass(&mut rig, IDLE_MS);
    rig.take();
    rig.reconnect();
    assert_eq!(told(&mut rig).0, [false]);
}
