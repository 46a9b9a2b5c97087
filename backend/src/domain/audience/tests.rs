//! Intervals of membership decide what anyone sees or hears.

use common::{
    ids::{IdempotencyKey, UserId},
    model::{Body, ConversationKind, Draft, Entry, Event, Logged, Member, Message},
    seq::{Rev, Seq},
    time::Timestamp,
};
use proptest::prelude::*;

use super::*;

const JOHN: UserId = UserId::from_bytes([1; 16]);
const MARY: UserId = UserId::from_bytes([2; 16]);
const MIKE: UserId = UserId::from_bytes([3; 16]);

fn member(user: UserId, join: u64, leave: Option<u64>) -> Member {
    Member {
        user,
        join_seq: Seq::new(join),
        leave_seq: leave.map(Seq::new),
        consents: false,
    }
}

/// John from the beginning, Mary from 5, Mike from 1 until before 4 and again from 8.
fn members() -> Vec<Member> {
    vec![
        member(JOHN, 1, None),
        member(MIKE, 1, Some(4)),
        member(MARY, 5, None),
        member(MIKE, 8, None),
    ]
}

fn entry(seq: u64) -> Entry {
    Entry {
        seq: Seq::new(seq),
        message: Message {
            author: JOHN,
            at: Timestamp::from_millis(1),
            edited: None,
            draft: Draft {
                cid: IdempotencyKey::from_bytes([9; 16]),
                body: Body::Text {
                    text: "canary".to_owned(),
                },
                reply_to: None,
                files: vec![],
                mentions: vec![],
            },
        },
    }
}

fn about(seq: u64) -> [Event; 3] {
    let edited = Event::Edited {
        seq: Seq::new(seq),
        body: Body::Text {
            text: "canary".to_owned(),
        },
        at: Timestamp::from_millis(2),
    };
    let deleted = Event::Deleted { seq: Seq::new(seq) };
    [Event::Posted(entry(seq)), edited, deleted]
}

#[test]
fn intervals_decide_who_sees_an_entry() {
    let seen = |who| -> Vec<u64> {
        (1..=9)
            .filter(|seq| may_see(&members(), who, Seq::new(*seq)))
            .collect()
    };
    assert_eq!(seen(JOHN), (1..=9).collect::<Vec<_>>());
    assert_eq!(seen(MARY), [5, 6, 7, 8, 9]);
    assert_eq!(seen(MIKE), [1, 2, 3, 8, 9]);
    assert_eq!(seen(UserId::from_bytes([9; 16])), [0_u64; 0]);
    assert_eq!(first_visible(&members(), MIKE), Some(Seq::new(1)));
    assert_eq!(first_visible(&members(), UserId::from_bytes([9; 16])), None);
}

#[test]
fn someone_who_left_is_no_longer_in_it() {
    let left = [member(JOHN, 1, None), member(MIKE, 1, Some(4))];
    assert!(is_in(&left, JOHN) && !is_in(&left, MIKE));
    for event in about(2) {
        assert_eq!(hearers(&left, &event), [JOHN], "{event:?}");
    }
}

#[test]
fn an_event_is_heard_by_those_who_may_see_its_entry() {
    for event in about(6) {
        assert_eq!(hearers(&members(), &event), [JOHN, MARY], "{event:?}");
    }
    for event in about(9) {
        assert_eq!(hearers(&members(), &event), [JOHN, MARY, MIKE]);
    }
    let created = Event::Created {
        kind: ConversationKind::Direct,
        members: members(),
    };
    assert_eq!(hearers(&members(), &created), [JOHN, MARY, MIKE]);
}

#[test]
fn a_foreign_entrys_event_keeps_its_number_and_loses_its_content() {
    for event in about(3) {
        let logged = Logged {
            rev: Rev::new(7),
            event,
        };
        let seen = as_seen_by(&members(), MARY, logged.clone());
        assert_eq!((seen.rev, seen.event), (Rev::new(7), Event::Unknown));
        assert_eq!(as_seen_by(&members(), JOHN, logged.clone()), logged);
    }
}

proptest! {
    /// The end that is kept is contiguous, ends where the timeline ends, and holds nothing foreign; the entry before it is foreign.
    #[test]
    fn the_visible_end_is_the_longest_visible_suffix(last in 0..20_u64, who in prop::sample::select(vec![JOHN, MARY, MIKE])) {
        let timeline: Vec<Entry> = (1..=last).map(entry).collect();
        let kept = visible_end(&members(), who, timeline.clone());
        prop_assert!(timeline.ends_with(&kept));
        prop_assert!(kept.iter().all(|entry| may_see(&members(), who, entry.seq)));
        if let Some(before) = timeline.len().checked_sub(kept.len() + 1) {
            prop_assert!(!may_see(&members(), who, timeline[before].seq));
        }
    }
}
