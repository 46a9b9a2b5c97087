//! Who types (T1, T2), and saying so of oneself.

use common::{
    ids::{ConversationId, UserId},
    limits::{TYPING_IDLE_MS, TYPING_KEEPALIVE_MS, TYPING_TTL_MS},
    model::{
        AccountSettings, Choice, ConversationKind, Privacy,
        ephemeral::{TypingKind, Typist},
        presence::Mode,
        settings::Circle,
    },
    protocol::v1::{Account, ClientBody, ServerFrame, caps},
};

use super::rig::{
    JOHN, MARY, MIKE, Rig, accepted, conv, entry, key, members, posted, reset, snapshot,
};
use crate::{
    input::{Attention, Input, Intent, LinkEvent, Route},
    model::drafts::Kept,
    persist,
    select::{TypingView, typing},
};

const CAPS: &[&str] = &[caps::TYPING, caps::PEOPLE];

/// Mary's browser, with a conversation with John on screen and one with Mike in the list.
fn rig() -> Rig {
    let known = [(conv(1), accepted(JOHN, 1)), (conv(2), accepted(MIKE, 1))];
    let mut rig = Rig::connected_to(CAPS, &known);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.take();
    rig
}

/// What the server was told since the last look.
fn told(rig: &mut Rig) -> Vec<(ConversationId, bool)> {
    let said = rig.sent_frames().into_iter();
    said.filter_map(|frame| match frame.body {
        ClientBody::Typing { conv, kind, on } => {
            assert_eq!(kind, TypingKind::Text);
            Some((conv, on))
        }
        _ => None,
    })
    .collect()
}

const ON: (ConversationId, bool) = (conv_1(), true);
const OFF: (ConversationId, bool) = (conv_1(), false);

const fn conv_1() -> ConversationId {
    ConversationId::from_bytes([1; 16])
}

#[test]
fn typing_is_told_at_once_and_then_every_four_seconds_while_it_goes_on() {
    let mut rig = rig();
    let mut at = Vec::new();
    for second in 0..=12 {
        rig.type_in(conv(1), &"a".repeat(second + 1));
        if told(&mut rig) == [ON] {
            at.push(second);
        }
        rig.pass(1_000);
        assert_eq!(told(&mut rig), []);
    }
    assert_eq!(at, [0, 4, 8, 12]);
}

#[test]
fn five_seconds_without_input_end_it_once() {
    let mut rig = rig();
    rig.type_in(conv(1), "a");
    rig.pass(TYPING_KEEPALIVE_MS - 1);
    rig.type_in(conv(1), "ab");
    assert_eq!(told(&mut rig), [ON]);
    rig.pass(TYPING_IDLE_MS - 1);
    assert_eq!(told(&mut rig), []);
    rig.pass(1);
    assert_eq!(told(&mut rig), [OFF]);
    rig.pass(20_000);
    assert_eq!(told(&mut rig), []);
    rig.type_in(conv(1), "abc");
    assert_eq!(told(&mut rig), [ON]);
}

#[test]
fn the_end_of_typing_is_woken_for() {
    let mut rig = rig();
    rig.type_in(conv(1), "a");
    let wake = rig.model.wake.expect("a moment is awaited").as_millis();
    assert!(wake <= rig.mono + TYPING_IDLE_MS);
}

#[test]
fn whatever_ends_writing_is_told_once() {
    type End = (&'static str, fn(&mut Rig));
    let ends: [End; 7] = [
        ("an empty composer", |rig| rig.type_in(conv(1), "")),
        ("nothing but spaces", |rig| rig.type_in(conv(1), "  ")),
        ("sending", |rig| rig.ui(Intent::Send(conv(1)))),
        ("another conversation", |rig| {
            rig.ui(Intent::Visit(Route::Conversation(conv(2))));
        }),
        ("the list", |rig| rig.ui(Intent::Visit(Route::Home))),
        ("a hidden page", |rig| rig.link(LinkEvent::Hidden)),
        ("the setting", |rig| rig.server(nobody_sees_typing())),
    ];
    for (what, end) in ends {
        let mut rig = rig();
        rig.type_in(conv(1), "a");
        assert_eq!(told(&mut rig), [ON]);
        rig.pass(100);
        end(&mut rig);
        assert_eq!(told(&mut rig), [OFF], "{what}");
        rig.pass(20_000);
        assert_eq!(told(&mut rig), [], "{what}, later");
    }
}

fn nobody_sees_typing() -> ServerFrame {
    ServerFrame::Account(Account {
        settings: AccountSettings {
            privacy: Privacy {
                typing: Circle::Nobody,
                ..Privacy::default()
            },
            ..AccountSettings::default()
        },
        ..Account::default()
    })
}

#[test]
fn nothing_is_told_by_whom_nobody_may_see_typing() {
    let mut rig = rig();
    rig.server(nobody_sees_typing());
    rig.type_in(conv(1), "a");
    assert_eq!(told(&mut rig), []);
}

#[test]
fn the_invisible_tell_nothing() {
    let mut rig = rig();
    rig.server(ServerFrame::Account(Account {
        choice: Choice {
            mode: Mode::Invisible,
            ..Choice::default()
        },
        ..Account::default()
    }));
    rig.type_in(conv(1), "a");
    assert_eq!(told(&mut rig), []);
}

#[test]
fn nothing_is_told_before_both_want_to_talk() {
    let mut conversation = snapshot(1, 1);
    let mut one_sided = members(JOHN);
    one_sided[0].consents = true;
    conversation.members = one_sided;
    let mut rig = Rig::connected_to(CAPS, &[(conv(1), conversation)]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.type_in(conv(1), "a");
    assert_eq!(told(&mut rig), []);
}

#[test]
fn nothing_is_told_to_a_server_that_does_not_offer_it() {
    let mut rig = Rig::connected_to(&[caps::PEOPLE], &[(conv(1), accepted(JOHN, 1))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.type_in(conv(1), "a");
    assert_eq!(told(&mut rig), []);
}

#[test]
fn a_restored_draft_alone_is_no_typing() {
    let draft = persist::draft(
        MARY,
        conv(1),
        Kept {
            text: "half a thou".to_owned(),
            ..Kept::default()
        },
    );
    let stored = [(draft.key, draft.value)].into_iter().collect();
    let mut rig = Rig::start_with(Route::Conversation(conv(1)), stored);
    rig.caps = CAPS.iter().map(ToString::to_string).collect();
    rig.sign_in(MARY);
    rig.connect(&[(conv(1), accepted(JOHN, 1))]);
    rig.take();
    // What the text field says when it is filled, and again.
    rig.type_in(conv(1), "half a thou");
    rig.pass(10_000);
    assert_eq!(told(&mut rig), []);
    rig.type_in(conv(1), "half a thought");
    assert_eq!(told(&mut rig), [ON]);
}

#[test]
fn a_message_that_is_being_sent_is_no_typing() {
    let mut rig = rig();
    rig.type_in(conv(1), "a");
    rig.ui(Intent::Send(conv(1)));
    rig.take();
    rig.pass(TYPING_KEEPALIVE_MS);
    rig.type_in(conv(1), "a ");
    assert_eq!(told(&mut rig), []);
    rig.type_in(conv(1), "a b");
    assert_eq!(told(&mut rig), [ON]);
}

#[test]
fn a_lost_connection_is_told_nothing_and_the_next_one_anew() {
    let mut rig = rig();
    rig.type_in(conv(1), "a");
    rig.close(1006);
    rig.take();
    rig.type_in(conv(1), "ab");
    rig.ui(Intent::Visit(Route::Home));
    assert_eq!(told(&mut rig), []);
    rig.pass(1_000);
    rig.connect(&[]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.take();
    rig.type_in(conv(1), "abc");
    assert_eq!(told(&mut rig), [ON]);
}

fn typists(users: &[UserId]) -> Vec<Typist> {
    let kind = TypingKind::Text;
    users
        .iter()
        .map(|user| Typist { user: *user, kind })
        .collect()
}

fn set(rig: &mut Rig, n: u8, users: &[UserId], more: u16) {
    rig.server(ServerFrame::TypingSet {
        conv: conv(n),
        users: typists(users),
        more,
    });
}

fn names(rig: &Rig, n: u8) -> Vec<String> {
    typing(&rig.model, conv(n)).names
}

#[test]
fn each_set_replaces_the_one_before() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN, MIKE], 3);
    let view = typing(&rig.model, conv(1));
    assert_eq!((view.names.len(), view.count), (2, 5));
    set(&mut rig, 1, &[MIKE], 0);
    assert_eq!(names(&rig, 1), ["Mike"]);
    set(&mut rig, 1, &[], 0);
    assert_eq!(typing(&rig.model, conv(1)), TypingView::default());
}

#[test]
fn one_is_never_told_of_ones_own_typing() {
    let mut rig = rig();
    set(&mut rig, 1, &[MARY, JOHN], 0);
    assert_eq!(names(&rig, 1), ["John"]);
}

#[test]
fn what_is_prepared_is_said_where_it_is_the_same() {
    let mut rig = rig();
    let typist = |user, kind| Typist { user, kind };
    for (kinds, said) in [
        (
            [TypingKind::Voice, TypingKind::Voice],
            Some(TypingKind::Voice),
        ),
        ([TypingKind::Upload, TypingKind::Text], None),
    ] {
        rig.server(ServerFrame::TypingSet {
            conv: conv(1),
            users: vec![typist(JOHN, kinds[0]), typist(MIKE, kinds[1])],
            more: 0,
        });
        assert_eq!(typing(&rig.model, conv(1)).kind, said);
    }
}

#[test]
fn t1_without_news_typing_is_gone_after_ten_seconds() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN], 0);
    rig.pass(4_000);
    set(&mut rig, 1, &[JOHN], 0);
    rig.pass(TYPING_TTL_MS - 1);
    assert_eq!(names(&rig, 1), ["John"]);
    let wake = rig.model.wake.expect("a moment is awaited").as_millis();
    assert!(wake <= rig.mono + 1, "it is woken for");
    rig.pass(1);
    assert_eq!(names(&rig, 1), [""; 0]);
}

#[test]
fn t1_is_judged_by_the_monotonic_clock_alone() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN], 0);
    rig.wall += 365 * 24 * 60 * 60 * 1_000;
    rig.pass(1_000);
    assert_eq!(names(&rig, 1), ["John"]);
    rig.wall = 0;
    rig.pass(TYPING_TTL_MS);
    assert_eq!(names(&rig, 1), [""; 0]);
}

#[test]
fn t2_whoever_sends_has_stopped_typing_when_the_message_is_there() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN, MIKE], 0);
    rig.server(posted(conv(1), entry(2, JOHN, key(2), "done")));
    assert_eq!(names(&rig, 1), ["Mike"]);
}

#[test]
fn t2_holds_for_messages_that_come_as_a_snapshot() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN], 0);
    rig.server(reset(conv(1), accepted(JOHN, 2)));
    assert_eq!(names(&rig, 1), [""; 0]);
}

#[test]
fn nobody_types_when_the_connection_is_gone() {
    let mut rig = rig();
    set(&mut rig, 1, &[JOHN], 0);
    set(&mut rig, 2, &[MIKE], 0);
    rig.close(1006);
    assert_eq!(names(&rig, 1), [""; 0]);
    assert_eq!(names(&rig, 2), [""; 0]);
}

#[test]
fn a_conversation_that_is_left_is_forgotten_unless_the_list_shows_it() {
    let mut group = accepted(JOHN, 1);
    group.kind = ConversationKind::Group;
    let known = [(conv(1), accepted(JOHN, 1)), (conv(2), group)];
    let mut rig = Rig::connected_to(CAPS, &known);
    for n in [1, 2] {
        rig.ui(Intent::Visit(Route::Conversation(conv(n))));
        set(&mut rig, n, &[JOHN], 0);
        rig.ui(Intent::Visit(Route::Home));
    }
    let rows = rig.rows();
    let typing: Vec<_> = rows
        .iter()
        .map(|row| (row.conv, row.typing.count))
        .collect();
    assert_eq!(typing, [(conv(1), 1), (conv(2), 0)]);
}

#[test]
fn it_is_read_aloud_at_most_every_ten_seconds_and_only_where_one_is() {
    let mut rig = rig();
    let aloud = |rig: &mut Rig, n| {
        set(rig, n, &[JOHN], 0);
        let aloud = typing(&rig.model, conv(n)).aloud;
        set(rig, n, &[], 0);
        aloud
    };
    assert!(!aloud(&mut rig, 2));
    assert!(aloud(&mut rig, 1));
    rig.pass(9_999);
    assert!(!aloud(&mut rig, 1));
    rig.pass(1);
    assert!(aloud(&mut rig, 1));
}

#[test]
fn a_sign_of_the_person_is_no_typing() {
    let mut rig = rig();
    rig.input(Input::Attention(Attention::Moved));
    assert_eq!(told(&mut rig), []);
}
