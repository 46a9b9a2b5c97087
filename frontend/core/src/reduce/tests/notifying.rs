//! What is told outside the window, by whom, and for how long.

use common::{
    ids::ConversationId,
    limits::READ_VIEW_MS,
    model::{
        Cursor, Standing,
        presence::{Choice, Mode},
        settings::{ConversationSettings, Notify},
    },
    protocol::v1::{Account, ClientBody, ServerFrame, caps},
    seq::Seq,
    time::Timestamp,
};

use super::rig::{JOHN, MARY, Rig, accepted, conv, entry, key, posted, read_to, snapshot};
use crate::{
    effect::{Effect, Words},
    input::{Attention, Input, Intent, LinkEvent, Permission, Route, TabId, Tabs},
    select::{HeaderView, Muted, bars, header},
};

const CAPS: [&str; 2] = [caps::RECEIPTS, caps::PEOPLE];

/// Mary's browser, allowed to tell her of John's messages, of which she has read one.
fn allowed() -> Rig {
    with(read_to(1))
}

fn with(standing: Standing) -> Rig {
    let mut rig = Rig::offered(&CAPS, &[(conv(1), accepted(JOHN, 1), standing)]);
    rig.server(ServerFrame::Account(Account::default()));
    rig.input(Input::Permission(Permission::Granted));
    rig.take();
    rig
}

fn settings(settings: ConversationSettings) -> Standing {
    Standing {
        settings,
        ..read_to(1)
    }
}

/// John writes the message at this place.
fn john_writes(rig: &mut Rig, seq: u64) {
    let text = format!("m{seq}");
    rig.server(posted(conv(1), entry(seq, JOHN, key(seq), &text)));
}

/// What was told and taken back since the last look.
fn told(rig: &mut Rig) -> Vec<Effect> {
    let effects = rig.take().into_iter();
    effects
        .filter(|effect| {
            matches!(
                effect,
                Effect::Notify { .. } | Effect::CloseNotification { .. }
            )
        })
        .collect()
}

fn notified(title: &str, body: &str) -> Effect {
    Effect::Notify {
        tag: conv(1),
        words: Some(Words {
            title: title.to_owned(),
            body: body.to_owned(),
        }),
        silent: false,
    }
}

const CLOSED: Effect = Effect::CloseNotification {
    tag: ConversationId::from_bytes([1; 16]),
};

#[test]
fn a_message_of_someone_else_is_told_and_an_own_one_is_not() {
    let mut rig = allowed();
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), [notified("John", "m2")]);
    rig.server(posted(conv(1), entry(3, MARY, key(3), "mine")));
    assert_eq!(told(&mut rig), []);
}

/// Mary opens the conversation, and its first message comes into view.
fn visit(rig: &mut Rig) {
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.ui(Intent::InView {
        conv: conv(1),
        upto: Seq::new(1),
    });
}

#[test]
fn the_end_of_a_conversation_that_is_looked_at_needs_no_telling() {
    let mut rig = allowed();
    visit(&mut rig);
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), [], "on screen");
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: false,
    });
    john_writes(&mut rig, 3);
    assert_eq!(told(&mut rig), [notified("John", "m3")], "above its end");
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: true,
    });
    rig.input(Input::Attention(Attention::Blurred));
    john_writes(&mut rig, 4);
    assert_eq!(told(&mut rig), [notified("John", "m4")], "another window");
    rig.input(Input::Attention(Attention::Focused));
    rig.link(LinkEvent::Hidden);
    john_writes(&mut rig, 5);
    assert_eq!(told(&mut rig), [notified("John", "m5")], "another tab");
}

#[test]
fn a_conversation_that_is_open_and_empty_needs_no_telling_either() {
    let mut rig = Rig::offered(&CAPS, &[(conv(1), accepted(JOHN, 0), read_to(0))]);
    rig.input(Input::Permission(Permission::Granted));
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    john_writes(&mut rig, 1);
    assert_eq!(told(&mut rig), []);
}

#[test]
fn what_came_while_away_is_history() {
    let mut rig = allowed();
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome(super::rig::EPOCH, 0);
    john_writes(&mut rig, 2);
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(told(&mut rig), []);
    john_writes(&mut rig, 3);
    assert_eq!(told(&mut rig), [notified("John", "m3")]);
}

#[test]
fn whoever_has_scrolled_up_has_not_come_to_the_end_when_the_connection_is_back() {
    let mut rig = allowed();
    visit(&mut rig);
    rig.ui(Intent::Follow {
        conv: conv(1),
        at_end: false,
    });
    rig.reconnect();
    rig.take();
    john_writes(&mut rig, 2);
    let effects = rig.take();
    assert!(effects.contains(&notified("John", "m2")));
    assert!(!effects.contains(&Effect::TellTabs(Some(conv(1)))));
    assert_eq!(rig.line(conv(1)).unread, 1);
    assert_eq!(rig.timeline(conv(1)).below, 1);
}

#[test]
fn it_is_taken_back_when_it_is_read_here() {
    let mut rig = allowed();
    john_writes(&mut rig, 2);
    told(&mut rig);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    let upto = Seq::new(2);
    rig.ui(Intent::InView {
        conv: conv(1),
        upto,
    });
    assert_eq!(told(&mut rig), []);
    rig.pass(READ_VIEW_MS);
    assert_eq!(told(&mut rig), [CLOSED]);
}

#[test]
fn it_is_taken_back_when_it_is_read_elsewhere() {
    let mut rig = allowed();
    john_writes(&mut rig, 2);
    john_writes(&mut rig, 3);
    told(&mut rig);
    let read = |seq| ServerFrame::Cursor {
        conv: conv(1),
        cursor: Cursor {
            read_seq: Seq::new(seq),
            ..Cursor::default()
        },
    };
    rig.server(read(2));
    assert_eq!(told(&mut rig), [], "one is left");
    rig.server(read(3));
    assert_eq!(told(&mut rig), [CLOSED]);
}

#[test]
fn it_is_taken_back_when_the_person_is_not_to_be_disturbed_by_it() {
    type Undo = fn(&mut Rig);
    let undo: [(&str, Undo); 6] = [
        ("blocked", |rig| {
            rig.ui(Intent::Block {
                user: JOHN,
                on: true,
            });
        }),
        ("declined", |rig| rig.ui(Intent::Decline(conv(1)))),
        ("muted", |rig| {
            rig.ui(Intent::Mute {
                conv: conv(1),
                millis: Some(1),
            });
        }),
        ("none", |rig| {
            rig.ui(Intent::Notify {
                conv: conv(1),
                notify: Notify::None,
            });
        }),
        ("busy", |rig| rig.server(ServerFrame::Account(busy()))),
        ("busy, and the server does not know yet", |rig| {
            rig.ui(Intent::Choose(busy().choice));
        }),
    ];
    for (name, undo) in undo {
        let mut rig = allowed();
        john_writes(&mut rig, 2);
        told(&mut rig);
        undo(&mut rig);
        assert_eq!(told(&mut rig), [CLOSED], "{name}");
        john_writes(&mut rig, 3);
        assert_eq!(told(&mut rig), [], "{name}");
    }
}

fn busy() -> Account {
    Account {
        choice: Choice {
            mode: Mode::Dnd,
            ..Choice::default()
        },
        ..Account::default()
    }
}

#[test]
fn muted_for_an_hour_is_over_after_an_hour() {
    let mut rig = allowed();
    rig.ui(Intent::Mute {
        conv: conv(1),
        millis: Some(3_600_000),
    });
    assert!(rig.line(conv(1)).muted);
    let asked = rig.sent_frames();
    let until = Timestamp::from_millis(rig.wall + 3_600_000);
    assert!(asked.iter().any(|frame| matches!(
        &frame.body,
        ClientBody::SetConversation { settings, .. } if settings.muted_until == Some(until)
    )));
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), []);
    rig.mono += 3_600_000;
    rig.wall += 3_600_000;
    assert!(
        rig.changes(Input::Tick)
            .contains(&crate::slice::Slice::Sidebar)
    );
    assert!(!rig.line(conv(1)).muted);
}

#[test]
fn muted_until_turned_on_is_just_that() {
    let mut rig = allowed();
    let mute = |millis| Intent::Mute {
        conv: conv(1),
        millis,
    };
    rig.ui(mute(Some(u64::MAX)));
    let muted = |rig: &Rig| match header(&rig.model, conv(1)) {
        HeaderView::Known {
            notify: Some((_, muted)),
            ..
        } => muted,
        other => panic!("{other:?}"),
    };
    assert_eq!(muted(&rig), Muted::ForGood);
    rig.ui(mute(None));
    assert_eq!(muted(&rig), Muted::No);
}

#[test]
fn mentions_alone_are_told_where_that_is_wanted() {
    let mut rig = with(settings(ConversationSettings {
        notify: Notify::Mentions,
        ..ConversationSettings::default()
    }));
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), []);
    let mut mention = entry(3, JOHN, key(3), "Mary?");
    mention.message.draft.mentions = vec![MARY];
    rig.server(posted(conv(1), mention));
    assert_eq!(told(&mut rig), [notified("John", "Mary?")]);
}

#[test]
fn a_request_tells_nothing() {
    let mut request = snapshot(1, 1);
    request.members[1].consents = true;
    let mut rig = Rig::offered(&CAPS, &[(conv(1), request, read_to(0))]);
    rig.server(ServerFrame::Account(Account::default()));
    rig.input(Input::Permission(Permission::Granted));
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), []);
}

#[test]
fn without_preview_and_sound_it_says_only_that_there_is_something_and_silently() {
    let mut rig = allowed();
    let mut account = Account::default();
    account.settings.disturbance.preview = false;
    account.settings.disturbance.sound = false;
    rig.server(ServerFrame::Account(account));
    john_writes(&mut rig, 2);
    let bare = Effect::Notify {
        tag: conv(1),
        words: None,
        silent: true,
    };
    assert_eq!(told(&mut rig), [bare]);
}

#[test]
fn of_two_tabs_the_one_that_leads_tells_unless_the_other_shows_it() {
    let mut leader = allowed();
    let mut other = Rig::start_following(Route::Home, leader.records.clone());
    other.caps = CAPS.map(ToOwned::to_owned).to_vec();
    other.sign_in(MARY);
    other.open();
    other.welcome(super::rig::EPOCH, 0);
    let one = super::rig::standing_in(conv(1), accepted(JOHN, 1), read_to(1));
    other.server(one);
    other.server(ServerFrame::CaughtUp);
    other.input(Input::Permission(Permission::Granted));
    john_writes(&mut leader, 2);
    john_writes(&mut other, 2);
    assert_eq!(told(&mut leader), [notified("John", "m2")]);
    assert_eq!(told(&mut other), []);

    other.take();
    other.ui(Intent::Visit(Route::Conversation(conv(1))));
    let upto = Seq::new(2);
    other.ui(Intent::InView {
        conv: conv(1),
        upto,
    });
    let said = Some(conv(1));
    assert!(other.take().contains(&Effect::TellTabs(said)));
    leader.input(Input::Tabs(Tabs::Watches(TabId(1), said)));
    john_writes(&mut leader, 3);
    assert_eq!(told(&mut leader), []);
    // Closed while it was looked at.
    leader.input(Input::Tabs(Tabs::Ended(TabId(1))));
    john_writes(&mut leader, 4);
    assert_eq!(told(&mut leader), [notified("John", "m4")]);
}

#[test]
fn what_a_tab_shows_is_not_undone_by_what_becomes_of_others() {
    let mut leader = allowed();
    leader.input(Input::Attention(Attention::Blurred));
    let says = |tab, conv| Input::Tabs(Tabs::Watches(TabId(tab), conv));
    leader.input(says(1, Some(conv(1))));
    // Tabs that show nothing, or something else, go: closed, looked away from, crashed.
    leader.input(Input::Tabs(Tabs::Ended(TabId(2))));
    leader.input(says(3, Some(conv(2))));
    leader.input(says(3, None));
    leader.input(says(4, None));
    john_writes(&mut leader, 2);
    assert_eq!(told(&mut leader), []);
    leader.input(says(1, Some(conv(2))));
    john_writes(&mut leader, 3);
    assert_eq!(told(&mut leader), [notified("John", "m3")], "another there");
}

#[test]
fn a_tab_that_comes_to_lead_believes_only_what_is_said_anew() {
    let mut rig = allowed();
    let says = || Input::Tabs(Tabs::Watches(TabId(1), Some(conv(1))));
    rig.input(says());
    // The first has ended, and nobody was there to hear it.
    rig.input(Input::Tabs(Tabs::Leads));
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), [notified("John", "m2")]);
    rig.input(says());
    john_writes(&mut rig, 3);
    assert_eq!(told(&mut rig), []);
}

#[test]
fn the_person_is_asked_when_it_is_of_use_and_only_then() {
    let mut rig = allowed();
    rig.input(Input::Permission(Permission::Unasked));
    assert!(!bars(&rig.model).offer);
    john_writes(&mut rig, 2);
    assert_eq!(told(&mut rig), []);
    assert!(bars(&rig.model).offer);
    rig.ui(Intent::AllowNotifications);
    assert_eq!(rig.take(), [Effect::AskPermission]);
    rig.input(Input::Permission(Permission::Denied));
    assert!(bars(&rig.model).offer, "it stays, and says what that means");
    rig.ui(Intent::DeclineNotifications);
    assert!(!bars(&rig.model).offer);
    rig.input(Input::Permission(Permission::Unasked));
    john_writes(&mut rig, 3);
    assert!(!bars(&rig.model).offer, "once is enough");
}

#[test]
fn whoever_signs_out_leaves_nothing_told() {
    let mut rig = allowed();
    john_writes(&mut rig, 2);
    told(&mut rig);
    rig.close(common::protocol::v1::close::SIGNED_OUT);
    assert_eq!(told(&mut rig), [CLOSED]);
}
