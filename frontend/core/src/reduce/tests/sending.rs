//! From the composer into the log.

use std::collections::BTreeMap;

use common::{
    ids::IdempotencyKey,
    limits::{MESSAGE_BYTES, OUTBOX_ASK_MS},
    protocol::v1::{ApiError, ErrorCode, ServerFrame},
};

use super::rig::{JOHN, MARY, MIKE, Rig, conv, entry, key, posted, reset, sent, snapshot};
use crate::{
    effect::Effect,
    input::{Attention, Input, Intent, LinkEvent, Record, Route},
    select::{ComposerNotice, Delivery, bars},
};

fn refused(cid: IdempotencyKey, error: ApiError) -> ServerFrame {
    ServerFrame::SendErr { cid, error }
}

fn never() -> ApiError {
    ApiError::never(ErrorCode::NotFound, "no")
}

#[test]
fn a_message_is_written_down_before_it_leaves_the_composer_and_the_device() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hello");
    rig.ui(Intent::Send(conv(1)));
    assert_eq!(rig.composer(conv(1)).text, "hello", "still in the composer");
    assert!(rig.sends().is_empty(), "still on the device");
    assert_eq!(
        rig.shown(conv(1)),
        [("hello".to_owned(), Delivery::Sending)]
    );
    rig.write();
    assert_eq!(rig.composer(conv(1)).text, "");
    assert_eq!(rig.records.len(), 1, "the message, and no draft");
    assert_eq!(rig.sends().len(), 1);
}

#[test]
fn what_is_typed_while_a_message_is_written_down_stays() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hello");
    rig.ui(Intent::Send(conv(1)));
    rig.type_in(conv(1), "hellohow");
    rig.write();
    assert_eq!(rig.composer(conv(1)).text, "how");
    rig.pass(500);
    rig.write();
    assert!(
        rig.records.values().any(|value| value.contains("\"how\"")),
        "{:?}",
        rig.records
    );
}

#[test]
fn pressing_enter_twice_sends_once() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hello");
    rig.ui(Intent::Send(conv(1)));
    rig.ui(Intent::Send(conv(1)));
    rig.write();
    rig.ui(Intent::Send(conv(1)));
    rig.write();
    assert_eq!(rig.sends().len(), 1);
}

#[test]
fn two_messages_in_quick_succession_are_two() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "one");
    rig.ui(Intent::Send(conv(1)));
    rig.type_in(conv(1), "two");
    rig.ui(Intent::Send(conv(1)));
    rig.write();
    let texts: Vec<_> = rig
        .shown(conv(1))
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(rig.composer(conv(1)).text, "");
}

#[test]
fn the_answer_first_then_the_event_is_one_row_with_one_key() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    let before = rig.timeline(conv(1)).rows.last().unwrap().key();
    rig.server(sent(cid, conv(1), 1));
    assert_eq!(rig.shown(conv(1)), [("hello".to_owned(), Delivery::Sent)]);
    assert_eq!(rig.timeline(conv(1)).rows.last().unwrap().key(), before);
    rig.server(posted(conv(1), entry(1, MARY, cid, "hello")));
    assert_eq!(rig.shown(conv(1)), [("hello".to_owned(), Delivery::Sent)]);
    assert_eq!(rig.timeline(conv(1)).rows.last().unwrap().key(), before);
    rig.write();
    assert!(
        rig.records.is_empty(),
        "the log has it: the outbox does not"
    );
    assert_eq!(rig.model.unsent(), 0);
}

#[test]
fn the_event_first_then_the_answer_is_one_row_with_one_key() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    let before = rig.timeline(conv(1)).rows.last().unwrap().key();
    rig.server(posted(conv(1), entry(1, MARY, cid, "hello")));
    assert_eq!(rig.shown(conv(1)), [("hello".to_owned(), Delivery::Sent)]);
    assert_eq!(rig.timeline(conv(1)).rows.last().unwrap().key(), before);
    rig.server(sent(cid, conv(1), 1));
    assert_eq!(rig.shown(conv(1)).len(), 1);
    rig.write();
    assert!(rig.records.is_empty());
}

#[test]
fn somebody_elses_message_with_the_same_key_settles_nothing() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    rig.server(posted(conv(1), entry(1, JOHN, cid, "not yours")));
    assert_eq!(
        rig.shown(conv(1))[1],
        ("hello".to_owned(), Delivery::Sending)
    );
    let keys: Vec<_> = rig
        .timeline(conv(1))
        .rows
        .iter()
        .map(crate::select::Row::key)
        .collect();
    let unique: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(keys.len(), unique.len());
}

#[test]
fn within_a_conversation_messages_go_one_by_one_in_order() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    for text in ["a", "b", "c"] {
        rig.say(conv(1), text);
    }
    for (seq, text) in [(1, "a"), (2, "b"), (3, "c")] {
        let flying = rig.sends();
        assert_eq!(flying.len(), 1, "one in flight");
        assert_eq!(flying[0].2, text);
        rig.server(sent(flying[0].1, conv(1), seq));
    }
    assert!(rig.sends().is_empty());
}

#[test]
fn at_most_four_conversations_send_at_once() {
    let conversations: Vec<_> = (1..=6).map(|n| (conv(n), snapshot(0, 0))).collect();
    let mut rig = Rig::connected(&conversations);
    for n in 1..=6 {
        rig.say(conv(n), "hi");
    }
    let flying = rig.sends();
    assert_eq!(flying.len(), 4);
    rig.server(sent(flying[0].1, conv(1), 1));
    assert_eq!(rig.sends().len(), 1);
}

#[test]
fn an_unanswered_message_is_sent_again_under_the_same_key_on_a_new_connection() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let first = rig.sends();
    rig.pass(9_999);
    assert!(rig.model.is_connected());
    rig.pass(1);
    assert!(
        rig.take().contains(&Effect::CloseSocket),
        "10 s without an answer end the connection"
    );
    rig.pass(500);
    rig.open();
    assert!(rig.sends().is_empty(), "nothing is sent before welcome");
    rig.welcome(super::rig::EPOCH, 0);
    assert_eq!(rig.sends(), first);
}

#[test]
fn an_answer_that_stands_in_line_behind_the_catch_up_is_not_overdue() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.open();
    rig.welcome(super::rig::EPOCH, 0);
    rig.server(reset(conv(1), snapshot(0, 0)));
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    for n in 2..8 {
        rig.pass(9_000);
        rig.server(reset(conv(n), snapshot(0, 0)));
    }
    rig.pass(9_999);
    rig.server(ServerFrame::CaughtUp);
    assert!(rig.model.is_connected(), "a slow line is a line");
    rig.pass(9_999);
    assert!(
        rig.model.is_connected(),
        "its time began with the end of it"
    );
    rig.server(sent(cid, conv(1), 1));
    rig.say(conv(1), "again");
    rig.pass(10_000);
    assert!(!rig.model.is_connected(), "and from then on it does run");
}

#[test]
fn trouble_on_the_way_is_waited_out_under_the_same_key() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let first = rig.sends();
    rig.server(refused(
        first[0].1,
        ApiError::later(ErrorCode::RateLimited, "slow down", 2_000),
    ));
    rig.pass(1_999);
    assert!(rig.sends().is_empty());
    assert_eq!(rig.shown(conv(1))[0].1, Delivery::Sending);
    rig.pass(1);
    assert_eq!(rig.sends(), first);
}

#[test]
fn a_refused_message_fails_in_sight_and_the_queue_goes_on() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "bad");
    rig.say(conv(1), "good");
    let cid = rig.sends()[0].1;
    rig.server(refused(cid, never()));
    let failed = Delivery::Failed {
        code: ErrorCode::NotFound,
        message: "no".to_owned(),
    };
    assert_eq!(rig.shown(conv(1))[0], ("bad".to_owned(), failed.clone()));
    assert_eq!(rig.sends()[0].2, "good");
    rig.write();
    let mut reloaded = Rig::start_with(Route::Home, rig.records.clone());
    reloaded.sign_in(MARY);
    reloaded.connect(&[(conv(1), snapshot(0, 0))]);
    assert_eq!(
        reloaded.shown(conv(1))[0],
        ("bad".to_owned(), failed),
        "also after a reload"
    );
    let again = reloaded.sends();
    assert_eq!(
        again.len(),
        1,
        "what was refused is not sent again by itself"
    );
    assert_eq!(again[0].2, "good");
}

#[test]
fn a_refused_message_is_tried_again_under_its_own_key() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let first = rig.sends();
    let cid = first[0].1;
    rig.server(refused(cid, never()));
    rig.write();
    rig.ui(Intent::Retry(cid));
    assert!(
        rig.sends().is_empty(),
        "written down first, like any message"
    );
    rig.write();
    assert_eq!(rig.sends(), first);
    assert_eq!(rig.records.len(), 1);
    assert_eq!(rig.shown(conv(1)).len(), 1);
    rig.server(sent(cid, conv(1), 1));
    rig.write();
    assert!(rig.records.is_empty());
}

#[test]
fn a_key_that_belongs_to_another_message_is_replaced() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    rig.server(refused(cid, ApiError::never(ErrorCode::CidReused, "used")));
    rig.write();
    rig.ui(Intent::Retry(cid));
    rig.write();
    let again = rig.sends();
    assert_eq!(again[0].2, "hello");
    assert_ne!(again[0].1, cid);
    assert_eq!(rig.records.len(), 1, "the old record is gone");
    assert_eq!(rig.shown(conv(1)).len(), 1);
}

/// A server's memory of keys: what it answers to a message, and how many it has stored.
#[derive(Default)]
struct Log(Vec<(IdempotencyKey, String)>);

impl Log {
    fn post(&mut self, rig: &mut Rig) {
        for (at, cid, text) in rig.sends() {
            let known = self.0.iter().position(|(key, _)| *key == cid);
            let seq = known.unwrap_or_else(|| {
                self.0.push((cid, text));
                self.0.len() - 1
            });
            rig.server(sent(cid, at, u64::try_from(seq).unwrap() + 1));
        }
    }
}

#[test]
fn a_message_deleted_in_one_tab_is_gone_from_the_others_when_the_person_comes_there() {
    let mut one = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    for text in ["refused", "kept"] {
        one.say(conv(1), text);
        let (_, cid, _) = one.sends().remove(0);
        one.server(refused(cid, never()));
        one.write();
    }
    let mut other = Rig::start_following(Route::Home, one.records.clone());
    other.sign_in(MARY);
    other.connect(&[(conv(1), snapshot(0, 0))]);
    let texts = |tab: &Rig| -> Vec<String> {
        let shown = tab.shown(conv(1)).into_iter();
        shown.map(|(text, _)| text).collect()
    };
    let comes = |tab: &mut Rig, records: &BTreeMap<String, String>, by: Input| {
        tab.take();
        tab.input(by);
        assert!(tab.take().contains(&Effect::LoadRecords));
        let records = records.iter().map(|(key, value)| Record {
            key: key.clone(),
            value: value.clone(),
        });
        tab.input(Input::Restored(Some(records.collect())));
    };
    let focused = Input::Attention(Attention::Focused);
    comes(&mut other, &one.records, focused.clone());
    assert_eq!(texts(&other), ["refused", "kept"]);

    let cid = one.messages(conv(1))[0].cid;
    one.ui(Intent::Discard(cid));
    one.write();
    comes(&mut other, &one.records, focused);
    assert_eq!(texts(&other), ["kept"]);
    other.ui(Intent::Retry(cid));
    other.write();
    assert_eq!(other.sends(), []);

    let cid = one.messages(conv(1))[0].cid;
    one.ui(Intent::Discard(cid));
    one.write();
    comes(&mut other, &one.records, Input::Link(LinkEvent::Visible));
    assert!(texts(&other).is_empty());
    other.input(Input::Link(LinkEvent::Visible));
    assert!(!other.take().contains(&Effect::LoadRecords), "of what?");
}

#[test]
fn a_refused_message_that_is_tried_again_in_two_tabs_is_one_message() {
    for refusal in [never(), ApiError::never(ErrorCode::CidReused, "used")] {
        let mut one = Rig::connected(&[(conv(1), snapshot(0, 0))]);
        one.say(conv(1), "hello");
        let cid = one.sends()[0].1;
        one.server(refused(cid, refusal));
        one.write();
        // Each tab has read the same storage, and goes on with what it has read.
        let mut two = Rig::start_with(Route::Home, one.records.clone());
        two.sign_in(MARY);
        two.connect(&[(conv(1), snapshot(0, 0))]);
        let mut log = Log::default();
        one.ui(Intent::Retry(cid));
        one.write();
        // Refused once more, and tried once more, before the other tab is looked at.
        let again = one.sends()[0].1;
        one.server(refused(again, never()));
        one.ui(Intent::Retry(again));
        one.write();
        log.post(&mut one);
        two.ui(Intent::Retry(cid));
        two.write();
        log.post(&mut two);
        assert_eq!(log.0.len(), 1, "{:?}", log.0);
        assert_eq!((one.model.unsent(), two.model.unsent()), (0, 0));
    }
}

#[test]
fn a_refused_message_that_another_tab_got_through_is_no_longer_shown_as_failed() {
    let mut one = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    one.say(conv(1), "hello");
    let cid = one.sends()[0].1;
    one.server(refused(cid, never()));
    one.write();
    let mut two = Rig::start_with(Route::Home, one.records.clone());
    two.sign_in(MARY);
    two.connect(&[(conv(1), snapshot(0, 0))]);
    one.ui(Intent::Retry(cid));
    one.write();
    let again = one.sends()[0].1;
    two.server(posted(conv(1), entry(1, MARY, again, "hello")));
    assert_eq!(two.shown(conv(1)), [("hello".to_owned(), Delivery::Sent)]);
}

#[test]
fn a_refused_message_can_be_copied_and_deleted() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    rig.ui(Intent::Discard(cid));
    assert_eq!(
        rig.shown(conv(1)).len(),
        1,
        "what may be in the log cannot be taken back"
    );
    rig.server(refused(cid, never()));
    rig.ui(Intent::Copy(cid));
    assert!(rig.take().contains(&Effect::Copy("hello".to_owned())));
    rig.ui(Intent::Discard(cid));
    rig.write();
    assert!(rig.shown(conv(1)).is_empty());
    assert!(rig.records.is_empty());
}

#[test]
fn a_message_older_than_a_day_is_sent_only_when_the_person_says_so() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.connect(&[(conv(1), snapshot(0, 0))]);
    rig.close(1006);
    rig.say(conv(1), "old");
    let records = rig.records.clone();
    let mut later = Rig::start_with(Route::Home, records);
    later.wall = rig.wall + OUTBOX_ASK_MS + 1;
    later.sign_in(MARY);
    later.connect(&[(conv(1), snapshot(0, 0))]);
    assert_eq!(later.shown(conv(1)), [("old".to_owned(), Delivery::Asking)]);
    assert!(later.sends().is_empty());
    later.say(conv(1), "new");
    assert_eq!(later.sends()[0].2, "new", "nothing waits for the answer");
    let cid = later.messages(conv(1))[0].cid;
    later.ui(Intent::Retry(cid));
    later.server(sent(later.messages(conv(1))[1].cid, conv(1), 1));
    assert_eq!(
        later.sends()[0],
        (conv(1), cid, "old".to_owned()),
        "under its own key"
    );
}

#[test]
fn without_a_storage_messages_are_sent_and_the_person_is_told() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hello");
    rig.ui(Intent::Send(conv(1)));
    rig.fail_to_write();
    assert_eq!(rig.sends().len(), 1);
    assert_eq!(rig.composer(conv(1)).text, "");
    assert!(bars(&rig.model).unkept);
    rig.type_in(conv(1), "again");
    rig.ui(Intent::Send(conv(1)));
    rig.fail_to_write();
    assert!(bars(&rig.model).unkept);
}

#[test]
fn a_storage_that_comes_back_is_believed_and_given_what_it_missed() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0)), (conv(2), snapshot(0, 0))]);
    rig.close(1006);
    rig.type_in(conv(1), "missed");
    rig.ui(Intent::Send(conv(1)));
    rig.fail_to_write();
    rig.type_in(conv(1), "");
    rig.pass(30_000);
    rig.write();
    assert!(
        bars(&rig.model).unkept,
        "to strike something off takes no room"
    );
    rig.say(conv(2), "kept");
    assert!(!bars(&rig.model).unkept);
    rig.write();
    let mut next = Rig::start_with(Route::Home, rig.records.clone());
    next.sign_in(MARY);
    next.connect(&[(conv(1), snapshot(0, 0)), (conv(2), snapshot(0, 0))]);
    let texts: Vec<_> = next.sends().into_iter().map(|(.., text)| text).collect();
    assert_eq!(texts, ["missed", "kept"]);
}

#[test]
fn a_storage_that_hangs_does_not_hold_up_a_message_for_ever() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hello");
    rig.ui(Intent::Send(conv(1)));
    rig.pass(4_999);
    assert!(rig.sends().is_empty());
    rig.pass(1);
    assert_eq!(rig.sends().len(), 1);
}

#[test]
fn what_is_written_without_a_connection_survives_a_reload_and_is_sent_once_in_order() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "flying");
    let flying = rig.sends();
    rig.close(1006);
    rig.say(conv(1), "waiting");
    let mut reloaded = Rig::start_with(Route::Conversation(conv(1)), rig.records.clone());
    reloaded.sign_in(MARY);
    reloaded.connect(&[(conv(1), snapshot(0, 0))]);
    let texts: Vec<_> = reloaded
        .shown(conv(1))
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    assert_eq!(texts, ["flying", "waiting"]);
    assert_eq!(
        reloaded.sends(),
        flying,
        "the same key: it may be in the log already"
    );
    reloaded.server(sent(flying[0].1, conv(1), 1));
    assert_eq!(reloaded.sends()[0].2, "waiting");
    reloaded.say(conv(1), "newer");
    let mut again = Rig::start_with(Route::Home, reloaded.records.clone());
    again.sign_in(MARY);
    again.connect(&[(conv(1), snapshot(0, 0))]);
    let texts: Vec<_> = again
        .shown(conv(1))
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    assert_eq!(
        texts,
        ["waiting", "newer"],
        "the order of writing, also over two reloads"
    );
}

#[test]
fn another_persons_messages_are_kept_and_never_sent() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.close(1006);
    rig.say(conv(1), "mine");
    let mut other = Rig::start_with(Route::Home, rig.records.clone());
    other.sign_in(MIKE);
    other.connect(&[(conv(1), snapshot(0, 0))]);
    assert!(other.sends().is_empty());
    assert!(other.shown(conv(1)).is_empty());
    other.write();
    assert_eq!(other.records, rig.records);
}

#[test]
fn what_the_log_turns_out_to_have_is_not_sent_again() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "hello");
    let cid = rig.sends()[0].1;
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    let mut now = snapshot(0, 0);
    now.rev = now.rev.next();
    now.last_seq = now.last_seq.next();
    now.entries.push(entry(1, MARY, cid, "hello"));
    // The catch-up comes after `welcome`; a message sent in between is answered as a repetition.
    rig.welcome(super::rig::EPOCH, 0);
    rig.server(reset(conv(1), now));
    rig.server(ServerFrame::CaughtUp);
    assert_eq!(rig.shown(conv(1)), [("hello".to_owned(), Delivery::Sent)]);
    rig.take();
    rig.reconnect();
    assert!(rig.sends().is_empty());
}

#[test]
fn what_is_no_message_is_not_sent_and_stays() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    let long = "x".repeat(MESSAGE_BYTES + 1);
    for (text, notice) in [
        (" \n ", None),
        (
            "a\u{7}b",
            Some(ComposerNotice::ControlCharacter { code: 7 }),
        ),
        (
            long.as_str(),
            Some(ComposerNotice::TooLong {
                bytes: MESSAGE_BYTES + 1,
                most: MESSAGE_BYTES,
            }),
        ),
    ] {
        rig.type_in(conv(1), text);
        let composer = rig.composer(conv(1));
        assert!(composer.enabled && !composer.can_send);
        assert_eq!(composer.notice, notice);
        rig.ui(Intent::Send(conv(1)));
        rig.write();
        assert!(rig.sends().is_empty());
        assert_eq!(rig.composer(conv(1)).text, text, "nothing is lost");
    }
}

#[test]
fn a_draft_is_written_down_after_half_a_second_and_at_once_when_the_page_is_hidden() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.type_in(conv(1), "hel");
    rig.pass(499);
    assert!(rig.writes.is_empty());
    rig.pass(1);
    rig.write();
    assert_eq!(rig.records.len(), 1);
    rig.type_in(conv(1), "hello");
    rig.link(LinkEvent::Hidden);
    rig.write();
    let mut reloaded = Rig::start_with(Route::Home, rig.records.clone());
    reloaded.sign_in(MARY);
    assert_eq!(reloaded.composer(conv(1)).text, "hello");
    reloaded.type_in(conv(1), "");
    reloaded.pass(500);
    reloaded.write();
    assert!(reloaded.records.is_empty());
}

#[test]
fn an_answer_to_a_message_that_is_not_ours_is_ignored() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.server(refused(key(5), never()));
    rig.server(sent(key(6), conv(9), 1));
    assert!(rig.shown(conv(1)).is_empty());
}
