//! Following the log: the gap rule, catching up, history.

use common::{
    limits::GAP_BUFFER_EVENTS,
    model::{Body, ConversationKind, Event, Logged, LoggedForUser, Preview, UserEvent},
    protocol::v1::{ApiError, Catch, CatchUp, ClientBody, ErrorCode, ServerFrame},
    seq::{Epoch, Rev, Seq, UserRev},
    time::Timestamp,
};

use super::rig::{
    EPOCH, JOHN, MARY, Rig, conv, entry, key, members, posted, profile, reset, sent, snapshot,
};
use crate::{
    input::{Intent, Route},
    select::{HeaderView, Older, header, sidebar},
};

fn by_john(seq: u64) -> common::model::Entry {
    entry(seq, JOHN, key(seq), &format!("m{seq}"))
}

fn delta(from: u64, seqs: impl IntoIterator<Item = u64>) -> ServerFrame {
    ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(from),
        events: seqs
            .into_iter()
            .map(|seq| Logged {
                rev: Rev::new(seq + 1),
                event: Event::Posted(by_john(seq)),
            })
            .collect(),
    }
}

fn user_delta(urev: u64, event: UserEvent) -> ServerFrame {
    ServerFrame::UserDelta {
        from: UserRev::new(urev - 1),
        events: vec![LoggedForUser {
            urev: UserRev::new(urev),
            event,
        }],
    }
}

fn head(n: u64) -> ServerFrame {
    ServerFrame::Conversation(Catch {
        standing: None,
        conv: conv(1),
        people: vec![profile(MARY), profile(JOHN)],
        state: CatchUp::Head {
            kind: ConversationKind::Direct,
            members: members(JOHN),
            rev: Rev::new(n + 1),
            last_seq: Seq::new(n),
            preview: Some(Preview::of(&by_john(n))),
        },
    })
}

fn texts(rig: &Rig) -> Vec<String> {
    rig.shown(conv(1))
        .into_iter()
        .map(|(text, _)| text)
        .collect()
}

#[test]
fn a_gap_is_pulled_and_changes_nothing_until_it_is_filled() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.server(posted(conv(1), by_john(4)));
    assert_eq!(rig.pulls(), [(conv(1), 2)]);
    assert_eq!(texts(&rig), ["m1"]);
    rig.server(posted(conv(1), by_john(5)));
    assert!(rig.pulls().is_empty(), "one pull is enough");
    rig.server(delta(2, 2..=4));
    assert_eq!(
        texts(&rig),
        ["m1", "m2", "m3", "m4", "m5"],
        "with what came ahead"
    );
    assert!(rig.pulls().is_empty());
}

#[test]
fn repetitions_are_dropped() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    for seq in [2, 1, 2, 3, 3, 2] {
        rig.server(posted(conv(1), by_john(seq)));
    }
    assert_eq!(texts(&rig), ["m1", "m2", "m3"]);
    assert!(rig.pulls().is_empty());
}

#[test]
fn no_more_than_256_changes_are_kept_ahead_of_a_gap() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    let many = 3 + u64::try_from(GAP_BUFFER_EVENTS).unwrap() + 40;
    for seq in 3..=many {
        rig.server(posted(conv(1), by_john(seq)));
    }
    rig.take();
    rig.server(posted(conv(1), by_john(2)));
    assert_eq!(texts(&rig).len(), 2 + GAP_BUFFER_EVENTS);
    rig.server(delta(2, 2..=50));
    rig.server(posted(conv(1), by_john(many + 1)));
    assert_eq!(rig.pulls(), [(conv(1), 259)], "the rest is pulled");
}

#[test]
fn an_event_that_was_lost_after_its_acknowledgement_is_pulled_after_a_second() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    rig.server(sent(cid, conv(1), 1));
    rig.pass(999);
    assert!(rig.pulls().is_empty(), "it is usually on its way");
    rig.pass(1);
    assert_eq!(rig.pulls(), [(conv(1), 1)]);
}

#[test]
fn a_server_that_has_no_more_to_say_is_not_asked_in_a_circle() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.server(posted(conv(1), by_john(9)));
    assert_eq!(rig.pulls().len(), 1);
    rig.server(delta(2, []));
    assert!(rig.pulls().is_empty());
    rig.pass(1_000);
    assert_eq!(rig.pulls().len(), 1);
}

#[test]
fn news_is_no_answer_to_a_pull_that_got_lost() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.server(posted(conv(1), by_john(4)));
    assert_eq!(rig.pulls().len(), 1);
    rig.pass(9_999);
    rig.server(posted(conv(1), by_john(5)));
    rig.pass(1);
    assert!(!rig.model.is_connected(), "no answer for 10 s");
    rig.pass(500);
    let hello = rig.connect(&[]);
    assert_eq!(hello.heads[0].rev, Rev::new(2));
    assert_eq!(rig.pulls(), [(conv(1), 2)]);
}

#[test]
fn a_refused_pull_waits_as_long_as_it_was_told() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.server(posted(conv(1), by_john(9)));
    let id = rig.request(|body| matches!(body, ClientBody::Pull { .. }));
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError::later(ErrorCode::RateLimited, "slow", 3_000),
    });
    rig.pass(2_999);
    assert!(rig.pulls().is_empty());
    rig.pass(1);
    assert_eq!(rig.pulls(), [(conv(1), 2)]);
}

#[test]
fn a_refused_pull_of_the_private_state_is_made_again_when_it_was_told() {
    let mut rig = Rig::connected(&[]);
    rig.server(user_delta(2, UserEvent::Joined { conv: conv(1) }));
    let is_pull = |body: &ClientBody| matches!(body, ClientBody::PullUser { .. });
    let id = rig.request(is_pull);
    rig.server(ServerFrame::Error {
        id: Some(id),
        error: ApiError::later(ErrorCode::Unavailable, "later", 3_000),
    });
    let wake = rig.model.wake.expect("a tick is asked for").as_millis();
    assert_eq!(wake - rig.mono, 3_000);
    rig.pass(2_999);
    assert!(rig.sent_frames().is_empty());
    rig.pass(1);
    rig.request(is_pull);
}

#[test]
fn a_contradiction_is_healed_by_a_snapshot() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.server(ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(2),
        events: vec![Logged {
            rev: Rev::new(3),
            event: Event::Posted(by_john(7)),
        }],
    });
    assert_eq!(rig.pulls(), [(conv(1), 0)], "from scratch");
    assert_eq!(texts(&rig), ["m1"], "what is on screen stays until then");
    rig.server(reset(conv(1), snapshot(2, 2)));
    assert_eq!(texts(&rig), ["m1", "m2"]);
}

#[test]
fn connected_only_when_everything_missed_is_here() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.open();
    rig.welcome(EPOCH, 3);
    rig.server(reset(conv(1), snapshot(1, 1)));
    assert!(!rig.model.is_connected());
    assert!(sidebar(&rig.model).loading);
    rig.server(ServerFrame::CaughtUp);
    assert!(rig.model.is_connected());
    assert!(!sidebar(&rig.model).loading);
}

#[test]
fn a_catch_up_that_breaks_off_does_not_pass_for_complete() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    let hello = rig.open();
    assert_eq!(
        (hello.epoch, hello.urev, hello.heads.len()),
        (None, UserRev::ZERO, 0)
    );
    rig.welcome(EPOCH, 3);
    rig.server(reset(conv(1), snapshot(1, 1)));
    rig.close(1006);
    rig.pass(500);
    let hello = rig.open();
    assert_eq!(hello.urev, UserRev::ZERO, "the list was not complete");
    assert_eq!(
        (hello.epoch, hello.heads.len()),
        (Some(EPOCH), 1),
        "what came is kept"
    );
    rig.welcome(EPOCH, 3);
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(rig.reconnect().urev, UserRev::new(3));
}

#[test]
fn gaps_found_while_catching_up_wait_for_its_end() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.open();
    rig.welcome(EPOCH, 1);
    rig.server(posted(conv(1), by_john(2)));
    assert!(rig.pulls().is_empty());
    rig.server(reset(conv(1), snapshot(1, 1)));
    rig.server(ServerFrame::CaughtUp);
    assert!(rig.pulls().is_empty(), "the catch-up filled it");
    assert_eq!(texts(&rig), ["m1", "m2"]);
}

#[test]
fn another_epoch_voids_everything_but_what_the_person_wrote() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3)), (conv(2), snapshot(1, 1))]);
    rig.type_in(conv(2), "draft");
    rig.close(1006);
    rig.say(conv(1), "unsent");
    rig.pass(30_000);
    rig.open();
    rig.welcome(Epoch::new(8), 1);
    rig.server(reset(conv(1), snapshot(1, 1)));
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(texts(&rig), ["m1", "unsent"]);
    assert!(rig.model.conversation(conv(2)).is_none());
    assert_eq!(rig.composer(conv(2)).text, "draft");
}

#[test]
fn a_snapshot_that_answers_a_forged_cursor_replaces_what_looks_newer() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(9, 9))]);
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    rig.server(reset(conv(1), snapshot(2, 2)));
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(texts(&rig), ["m1", "m2"]);
    assert_eq!(
        rig.pulls(),
        [(conv(1), 3)],
        "and what may have come since is asked for"
    );
}

#[test]
fn an_old_answer_that_comes_twice_takes_nothing_back() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3))]);
    rig.server(posted(conv(1), by_john(9)));
    assert_eq!(rig.pulls(), [(conv(1), 4)]);
    rig.server(reset(conv(1), snapshot(2, 2)));
    assert_eq!(texts(&rig), ["m1", "m2", "m3"]);
    rig.pass(1_000);
    assert_eq!(
        rig.pulls(),
        [(conv(1), 4)],
        "what is missing is still missing"
    );
}

#[test]
fn an_old_snapshot_that_comes_late_is_dropped() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(3, 3))]);
    rig.server(reset(conv(1), snapshot(2, 2)));
    assert_eq!(texts(&rig).len(), 3);
}

#[test]
fn a_conversation_that_one_joins_appears() {
    let mut rig = Rig::connected(&[]);
    rig.server(user_delta(1, UserEvent::Joined { conv: conv(1) }));
    assert_eq!(rig.pulls(), [(conv(1), 0)]);
    assert!(rig.rows().is_empty(), "a name is needed to show it");
    rig.server(reset(conv(1), snapshot(1, 1)));
    assert_eq!(rig.rows()[0].title, "John");
}

#[test]
fn a_conversation_that_one_left_disappears() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1)), (conv(2), snapshot(1, 1))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(2))));
    rig.server(user_delta(1, UserEvent::Left { conv: conv(1) }));
    rig.server(ServerFrame::Gone { conv: conv(2) });
    assert!(rig.rows().is_empty());
    assert_eq!(header(&rig.model, conv(2)), HeaderView::Missing);
}

#[test]
fn private_changes_follow_the_gap_rule_too() {
    let mut rig = Rig::connected(&[]);
    rig.server(user_delta(2, UserEvent::Joined { conv: conv(2) }));
    let asked = rig.sent_frames();
    assert!(
        matches!(asked[0].body, ClientBody::PullUser { from } if from == UserRev::ZERO),
        "{asked:?}"
    );
    assert_eq!(asked.len(), 1);
    rig.server(user_delta(1, UserEvent::Joined { conv: conv(1) }));
    assert_eq!(rig.pulls(), [(conv(1), 0), (conv(2), 0)]);
}

#[test]
fn an_outline_is_enough_for_the_list_and_its_body_comes_when_it_is_opened() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.open();
    rig.welcome(EPOCH, 1);
    rig.server(head(40));
    rig.server(ServerFrame::CaughtUp);
    assert!(rig.pulls().is_empty());
    let row = &rig.rows()[0];
    assert_eq!(
        (
            row.title.as_str(),
            row.last.as_ref().unwrap().text.as_deref()
        ),
        ("John", Some("m40"))
    );
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    assert!(rig.timeline(conv(1)).loading);
    assert_eq!(rig.pulls(), [(conv(1), 0)]);
    rig.server(reset(conv(1), snapshot(40, 5)));
    assert_eq!(texts(&rig).len(), 5);
    assert!(!rig.timeline(conv(1)).loading);
}

#[test]
fn an_outline_newer_than_the_body_shows_in_the_list_and_is_filled_when_it_is_opened() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(2, 2))]);
    rig.server(head(9));
    assert_eq!(texts(&rig), ["m1", "m2"]);
    let row = &rig.rows()[0];
    assert_eq!(row.last.as_ref().unwrap().text.as_deref(), Some("m9"));
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    assert_eq!(rig.pulls(), [(conv(1), 3)]);
    rig.server(delta(3, 3..=9));
    assert_eq!(texts(&rig).len(), 9);
}

#[test]
fn history_is_put_before_what_is_held_until_the_start() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(120, 50))]);
    let view = rig.timeline(conv(1));
    assert_eq!(view.older, Older::More);
    rig.ui(Intent::LoadOlder(conv(1)));
    rig.ui(Intent::LoadOlder(conv(1)));
    let frames = rig.sent_frames();
    assert_eq!(frames.len(), 1, "asked once");
    assert_eq!(
        frames[0].body,
        ClientBody::History {
            conv: conv(1),
            before: Seq::new(71),
            limit: 100
        }
    );
    assert_eq!(rig.timeline(conv(1)).older, Older::Loading);
    rig.server(ServerFrame::History {
        id: frames[0].id,
        conv: conv(1),
        entries: (11..=70).map(by_john).collect(),
        start: false,
    });
    assert_eq!(texts(&rig).len(), 110);
    assert_eq!(rig.timeline(conv(1)).older, Older::More);
    rig.ui(Intent::LoadOlder(conv(1)));
    let id = rig.request(|body| matches!(body, ClientBody::History { .. }));
    rig.server(ServerFrame::History {
        id,
        conv: conv(1),
        entries: (1..=10).map(by_john).collect(),
        start: true,
    });
    assert_eq!(texts(&rig).len(), 120);
    let view = rig.timeline(conv(1));
    assert_eq!(
        (view.older, view.rows[0].key()),
        (Older::Start, crate::select::RowKey::Start)
    );
    rig.ui(Intent::LoadOlder(conv(1)));
    assert!(rig.sent_frames().is_empty(), "there is no more");
}

#[test]
fn a_page_that_does_not_fit_is_dropped() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(120, 50))]);
    rig.ui(Intent::LoadOlder(conv(1)));
    let id = rig.request(|body| matches!(body, ClientBody::History { .. }));
    rig.server(ServerFrame::History {
        id,
        conv: conv(1),
        entries: (11..=60).map(by_john).collect(),
        start: false,
    });
    assert_eq!(texts(&rig).len(), 50);
    rig.server(ServerFrame::History {
        id,
        conv: conv(1),
        entries: (11..=70).map(by_john).collect(),
        start: false,
    });
    assert_eq!(texts(&rig).len(), 50, "not what is being waited for");
}

#[test]
fn a_page_asked_for_on_a_lost_connection_is_asked_for_again() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(120, 50))]);
    rig.ui(Intent::LoadOlder(conv(1)));
    rig.take();
    rig.close(1006);
    rig.pass(30_000);
    rig.connect(&[]);
    rig.request(|body| matches!(body, ClientBody::History { .. }));
}

#[test]
fn a_change_of_an_entry_whose_page_is_on_its_way_is_not_lost() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(120, 50))]);
    rig.ui(Intent::LoadOlder(conv(1)));
    let id = rig.request(|body| matches!(body, ClientBody::History { .. }));
    rig.server(ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(121),
        events: vec![Logged {
            rev: Rev::new(122),
            event: Event::Edited {
                seq: Seq::new(30),
                body: Body::Text {
                    text: "edited".to_owned(),
                },
                at: Timestamp::from_millis(5),
            },
        }],
    });
    rig.server(ServerFrame::History {
        id,
        conv: conv(1),
        entries: (1..=70).map(by_john).collect(),
        start: true,
    });
    assert_eq!(texts(&rig)[29], "edited");
    rig.server(ServerFrame::Delta {
        conv: conv(1),
        from: Rev::new(122),
        events: vec![Logged {
            rev: Rev::new(123),
            event: Event::Posted(by_john(121)),
        }],
    });
    assert_eq!(texts(&rig).len(), 121, "the version did not move");
}

#[test]
fn resuming_states_what_is_held_with_the_conversation_on_screen_first() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1)), (conv(2), snapshot(4, 4))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(2))));
    let hello = rig.reconnect();
    let stated: Vec<_> = hello
        .heads
        .iter()
        .map(|head| (head.conv, head.rev.get()))
        .collect();
    assert_eq!(stated, [(conv(2), 5), (conv(1), 2)]);
    assert_eq!((hello.viewing, hello.epoch), (Some(conv(2)), Some(EPOCH)));
}
