//! Applying events: each law, and what must not depend on the order of arrival.

mod presence;
mod reading;
mod receipts;

use proptest::prelude::*;

use super::*;
use crate::{
    ids::{IdempotencyKey, UserId},
    model::{Body, Conversation, ConversationKind, Draft, Entry, Event, Logged, Member, Message},
    seq::{Rev, Seq},
    time::Timestamp,
};

const MARY: UserId = UserId::from_bytes([1; 16]);
const JOHN: UserId = UserId::from_bytes([2; 16]);

/// What a history is made of, before it is numbered.
#[derive(Clone, Debug)]
enum Step {
    Post { by_mary: bool, text: String },
    Edit { seq: u64, text: String },
    Delete { seq: u64 },
    Consent { by_mary: bool },
    Unknown,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), "[a-z]{1,6}").prop_map(|(by_mary, text)| Step::Post { by_mary, text }),
        1 => (1..20_u64, "[a-z]{1,6}").prop_map(|(seq, text)| Step::Edit { seq, text }),
        1 => (1..20_u64).prop_map(|seq| Step::Delete { seq }),
        1 => any::<bool>().prop_map(|by_mary| Step::Consent { by_mary }),
        1 => Just(Step::Unknown),
    ]
}

/// Numbers the steps as the server would: `rev` for all, `seq` for posted ones.
fn history(steps: &[Step]) -> Vec<Logged> {
    let member = |user| Member {
        user,
        join_seq: Seq::new(1),
        leave_seq: None,
        consents: false,
    };
    let mut log = vec![Event::Created {
        kind: ConversationKind::Direct,
        members: vec![member(MARY), member(JOHN)],
    }];
    let mut last = Seq::ZERO;
    for (at, step) in (0..).zip(steps) {
        log.push(match step {
            Step::Post { by_mary, text } => {
                last = last.next();
                Event::Posted(entry(last, if *by_mary { MARY } else { JOHN }, text, at))
            }
            Step::Edit { seq, text } => Event::Edited {
                seq: Seq::new(*seq),
                body: Body::Text { text: text.clone() },
                at: Timestamp::from_millis(at),
            },
            Step::Delete { seq } => Event::Deleted {
                seq: Seq::new(*seq),
            },
            Step::Consent { by_mary } => Event::Consented {
                user: if *by_mary { MARY } else { JOHN },
            },
            Step::Unknown => Event::Unknown,
        });
    }
    (1..)
        .zip(log)
        .map(|(rev, event)| Logged {
            rev: Rev::new(rev),
            event,
        })
        .collect()
}

fn entry(seq: Seq, author: UserId, text: &str, at: u64) -> Entry {
    let cid = IdempotencyKey::new(
        Timestamp::from_millis(at),
        [u8::try_from(seq.get() % 251).unwrap(); 10],
    );
    let draft = Draft {
        cid,
        body: Body::Text {
            text: text.to_owned(),
        },
        reply_to: None,
        files: vec![],
        mentions: vec![],
    };
    Entry {
        seq,
        message: Message {
            author,
            at: Timestamp::from_millis(at),
            edited: None,
            draft,
        },
    }
}

fn fold(log: &[Logged]) -> Conversation {
    let mut state = created(&log[0]).unwrap();
    for logged in &log[1..] {
        apply(&mut state, logged).unwrap();
    }
    state
}

proptest! {
    /// I1 and I3: repeats and gaps are refused without a trace, so that whatever order the network invents, pulling what is missing ends in
    /// the state that the log describes.
    #[test]
    fn i1_any_order_with_repeats_converges(steps in prop::collection::vec(step(), 0..30), order in prop::collection::vec(any::<prop::sample::Index>(), 0..200)) {
        let log = history(&steps);
        let mut state = created(&log[0]).unwrap();
        for index in order {
            let before = state.clone();
            if apply(&mut state, index.get(&log)).is_err() {
                prop_assert_eq!(&before, &state, "a refused event changes nothing");
            }
        }
        for logged in &log {
            let _ = apply(&mut state, logged);
        }
        prop_assert_eq!(state, fold(&log));
    }

    /// I2 and I4: places are dense and only posting makes one; an edit never changes an unread count and a deletion never raises it.
    #[test]
    fn i2_i4_only_posting_moves_the_timeline(steps in prop::collection::vec(step(), 0..30), read in 0..20_u64) {
        let log = history(&steps);
        let mut state = created(&log[0]).unwrap();
        for logged in &log[1..] {
            let (last, before) = (state.last_seq, unread(&state.entries, MARY, Seq::new(read)));
            apply(&mut state, logged).unwrap();
            let after = unread(&state.entries, MARY, Seq::new(read));
            match &logged.event {
                Event::Posted(entry) => prop_assert_eq!(state.last_seq, entry.seq),
                Event::Deleted { .. } => prop_assert!(after <= before && state.last_seq == last),
                _ => prop_assert!(after == before && state.last_seq == last),
            }
        }
        let places: Vec<u64> = state.entries.iter().map(|entry| entry.seq.get()).collect();
        prop_assert_eq!(places, (1..=state.last_seq.get()).collect::<Vec<_>>());
    }

    /// A holder of only the end of the timeline stays equal to the end of the full one.
    #[test]
    fn a_suffix_follows_the_whole(steps in prop::collection::vec(step(), 1..30), cut in any::<prop::sample::Index>(), keep in 0..5_usize) {
        let log = history(&steps);
        let cut = cut.index(log.len() - 1) + 1;
        let mut suffix = fold(&log[..cut]);
        suffix.entries.drain(..suffix.entries.len().saturating_sub(keep));
        for logged in &log[cut..] {
            apply(&mut suffix, logged).unwrap();
        }
        let whole = fold(&log);
        prop_assert!(whole.entries.ends_with(&suffix.entries));
        prop_assert_eq!((suffix.rev, suffix.last_seq), (whole.rev, whole.last_seq));
    }
}

#[test]
fn a_second_creation_and_a_skipped_place_are_contradictions() {
    let log = history(&[Step::Post {
        by_mary: true,
        text: "hi".to_owned(),
    }]);
    let mut state = fold(&log);
    let before = state.clone();
    let again = Logged {
        rev: Rev::new(3),
        event: log[0].event.clone(),
    };
    let skipped = Logged {
        rev: Rev::new(3),
        event: Event::Posted(entry(Seq::new(3), JOHN, "x", 0)),
    };
    assert_eq!(apply(&mut state, &again), Err(Refused::Contradiction));
    assert_eq!(apply(&mut state, &skipped), Err(Refused::Contradiction));
    assert_eq!(state, before);
}

#[test]
fn unread_stops_at_the_cap_and_leaves_out_own_and_deleted_messages() {
    let many: Vec<Entry> = (1..=1_200)
        .map(|n| entry(Seq::new(n), JOHN, "x", n))
        .collect();
    assert_eq!(unread(&many, MARY, Seq::ZERO), 1_000);
    assert_eq!(unread(&many, MARY, Seq::new(1_199)), 1);
    assert_eq!(unread(&many, JOHN, Seq::ZERO), 0);
    let mut deleted = entry(Seq::new(1), JOHN, "x", 0);
    deleted.message.draft.body = Body::Deleted;
    assert!(!counts(&deleted, MARY, Seq::ZERO));
}

/// A direct conversation is accepted once both of its people have written or said so, and stays accepted.
#[test]
fn writing_or_accepting_is_wanting_to_talk() {
    let mut state = fold(&history(&[]));
    assert!(!state.is_accepted());
    let log = history(&[
        Step::Post {
            by_mary: true,
            text: "hi".to_owned(),
        },
        Step::Consent { by_mary: false },
        Step::Unknown,
    ]);
    let accepted: Vec<bool> = log[1..]
        .iter()
        .map(|logged| {
            apply(&mut state, logged).unwrap();
            state.is_accepted()
        })
        .collect();
    assert_eq!(accepted, [false, true, true]);
}
