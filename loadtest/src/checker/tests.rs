//! One good history, and one planted violation per promise: each must be named, and the good one must pass.

use std::time::Duration;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    protocol::v1::ErrorCode,
    seq::{Rev, Seq},
};

use super::{
    Evidence, check,
    history::{Client, Happening, Holding, Line, Moment, Press, Timeline},
    report,
    violation::Violation,
};

const CONV: ConversationId = ConversationId::from_bytes([7; 16]);
const ALICE: Client = Client(1);
const BOB: Client = Client(2);

fn user(client: Client) -> UserId {
    UserId::from_bytes([u8::try_from(client.0).unwrap(); 16])
}

fn key(name: u8) -> IdempotencyKey {
    IdempotencyKey::from_bytes([name; 16])
}

fn line(seq: u64, author: Client, cid: u8) -> Line {
    Line {
        seq: Seq::new(seq),
        author: user(author),
        cid: key(cid),
        text: format!("text {cid}"),
    }
}

/// A conversation of two that is written down as it happens.
#[derive(Default)]
struct Story(Evidence);

impl Story {
    fn at(&mut self, client: Client, what: Happening) -> &mut Self {
        let at = Duration::from_millis(self.0.history.len() as u64);
        self.0.history.push(Moment { at, client, what });
        self
    }

    fn sent(&mut self, client: Client, number: u32, cid: u8) -> &mut Self {
        let what = Happening::Sent {
            press: Press { client, number },
            cid: key(cid),
            conv: CONV,
            author: user(client),
            text: format!("text {cid}"),
        };
        self.at(client, what)
    }

    fn acked(&mut self, client: Client, cid: u8, seq: u64) -> &mut Self {
        let what = Happening::Acked {
            cid: key(cid),
            conv: CONV,
            seq: Seq::new(seq),
            rev: Rev::new(seq + 1),
        };
        self.at(client, what)
    }

    fn delivered(&mut self, to: Client, line: Line) -> &mut Self {
        let what = Happening::Delivered {
            conv: CONV,
            rev: Rev::new(line.seq.get() + 1),
            line,
        };
        self.at(to, what)
    }

    fn refused(&mut self, client: Client, cid: u8, for_good: bool) -> &mut Self {
        let what = Happening::Refused {
            cid: key(cid),
            code: ErrorCode::InvalidText,
            for_good,
        };
        self.at(client, what)
    }

    fn logged(&mut self, lines: Vec<Line>) -> &mut Self {
        let rev = Rev::new(lines.last().map_or(1, |line| line.seq.get() + 1));
        self.0.log.insert(CONV, Timeline { rev, lines });
        self
    }

    fn held(&mut self, client: Client, lines: Vec<Line>, rev: u64) -> &mut Self {
        self.0.holdings.push(Holding {
            client,
            conv: CONV,
            rev: Rev::new(rev),
            lines,
        });
        self
    }

    /// The invariants that are found broken, without repeats.
    fn broken(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = check(&self.0).iter().map(Violation::invariant).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Alice and Bob write one message each, Alice's twice because the first acknowledgement was lost; everyone sees both.
fn good() -> Story {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .sent(ALICE, 1, 1)
        .acked(ALICE, 1, 1)
        .delivered(BOB, line(1, ALICE, 1))
        .sent(BOB, 1, 2)
        .acked(BOB, 2, 2)
        .delivered(ALICE, line(2, BOB, 2))
        .logged(vec![line(1, ALICE, 1), line(2, BOB, 2)])
        .held(ALICE, vec![line(1, ALICE, 1), line(2, BOB, 2)], 3)
        .held(BOB, vec![line(2, BOB, 2)], 3);
    story
}

#[test]
fn a_kept_promise_is_no_finding() {
    let story = good();
    assert_eq!(check(&story.0), [], "{}", report(&check(&story.0)));
}

#[test]
fn an_unacknowledged_message_may_be_stored_or_not() {
    let mut stored = good();
    stored.sent(BOB, 2, 3);
    assert_eq!(stored.broken(), [""; 0]);
    let mut story = Story::default();
    story.sent(BOB, 1, 3).logged(vec![line(1, BOB, 3)]);
    assert_eq!(story.broken(), [""; 0]);
}

#[test]
fn i1_an_acknowledged_message_that_is_not_in_the_log_is_lost() {
    let mut story = good();
    story.sent(BOB, 2, 3).acked(BOB, 3, 3);
    assert_eq!(story.broken(), ["I1"]);
    let text = report(&check(&story.0));
    assert!(
        text.contains("I1 lost") && text.contains("client 2"),
        "{text}"
    );
}

#[test]
fn i1_an_acknowledgement_must_name_the_place_where_the_message_stands() {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .sent(BOB, 1, 2)
        .acked(ALICE, 1, 2)
        .acked(BOB, 2, 2)
        .logged(vec![line(1, ALICE, 1), line(2, BOB, 2)]);
    assert_eq!(story.broken(), ["I1"]);
}

#[test]
fn i1_a_repeated_acknowledgement_must_say_the_same() {
    let mut story = good();
    story.sent(ALICE, 1, 1).acked(ALICE, 1, 2);
    assert!(story.broken().contains(&"I1"));
}

#[test]
fn i2_the_same_key_twice_in_the_log() {
    let mut story = good();
    story.0.holdings.clear();
    story.logged(vec![line(1, ALICE, 1), line(2, BOB, 2), line(3, BOB, 2)]);
    assert_eq!(story.broken(), ["I2"]);
}

#[test]
fn i2_the_same_press_under_a_new_key() {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .sent(ALICE, 1, 2)
        .acked(ALICE, 2, 2)
        .logged(vec![line(1, ALICE, 1), line(2, ALICE, 2)]);
    assert_eq!(story.broken(), ["I2"]);
}

#[test]
fn i3_a_hole_in_the_log() {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .sent(ALICE, 2, 2)
        .logged(vec![line(1, ALICE, 1), line(3, ALICE, 2)]);
    assert_eq!(story.broken(), ["I3"]);
}

#[test]
fn i3_a_delivery_that_the_log_does_not_have() {
    let mut story = good();
    story.sent(BOB, 2, 3).delivered(ALICE, line(3, BOB, 3));
    assert_eq!(story.broken(), ["I3"]);
}

#[test]
fn i3_a_list_with_a_hole() {
    let mut story = good();
    story
        .sent(BOB, 2, 3)
        .logged(vec![line(1, ALICE, 1), line(2, BOB, 2), line(3, BOB, 3)])
        .0
        .holdings
        .clear();
    story.held(ALICE, vec![line(1, ALICE, 1), line(3, BOB, 3)], 4);
    assert_eq!(story.broken(), ["I3"]);
}

#[test]
fn i3_a_list_that_is_behind() {
    let mut story = good();
    story.0.holdings.clear();
    story.held(BOB, vec![line(1, ALICE, 1)], 2);
    assert_eq!(story.broken(), ["I3"]);
}

#[test]
fn i3_a_list_in_another_order() {
    let mut story = good();
    story.0.holdings.clear();
    story.held(BOB, vec![line(2, BOB, 2), line(1, ALICE, 1)], 3);
    assert_eq!(story.broken(), ["I3"]);
}

#[test]
fn i4_a_message_that_nobody_sent() {
    let mut story = good();
    story.0.holdings.clear();
    story.logged(vec![line(1, ALICE, 1), line(2, BOB, 2), line(3, BOB, 9)]);
    assert_eq!(story.broken(), ["I4"]);
}

#[test]
fn i4_a_message_that_was_altered_on_its_way() {
    let mut altered = line(1, ALICE, 1);
    altered.text.push('!');
    let mut story = good();
    story.delivered(BOB, altered);
    assert!(story.broken().contains(&"I4"));
    let mut story = good();
    story.0.holdings.clear();
    story
        .logged(vec![line(1, BOB, 1), line(2, BOB, 2)])
        .0
        .history
        .retain(|moment| !matches!(moment.what, Happening::Delivered { .. }));
    assert_eq!(story.broken(), ["I4"], "another author");
}

#[test]
fn i5_a_device_overtakes_itself() {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .sent(ALICE, 2, 2)
        .logged(vec![line(1, ALICE, 2), line(2, ALICE, 1)]);
    assert_eq!(story.broken(), ["I5"]);
}

#[test]
fn i6_a_message_before_what_was_acknowledged_before_it_was_sent() {
    let mut story = Story::default();
    story
        .sent(ALICE, 1, 1)
        .acked(ALICE, 1, 2)
        .sent(BOB, 1, 2)
        .acked(BOB, 2, 1)
        .logged(vec![line(1, BOB, 2), line(2, ALICE, 1)]);
    assert_eq!(story.broken(), ["I6"]);
}

#[test]
fn i9_a_message_that_was_refused_for_good_and_stored() {
    let mut story = good();
    story.refused(BOB, 2, true);
    assert_eq!(story.broken(), ["I9"]);
    let mut later = good();
    later.refused(BOB, 2, false);
    assert_eq!(
        later.broken(),
        [""; 0],
        "a refusal for now may be followed by a success"
    );
}
