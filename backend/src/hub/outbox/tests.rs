//! What may happen to a frame that waits, by its class.

use std::collections::BTreeMap;

use common::model::{Presence, presence::Status};
use proptest::{collection::vec, prelude::*};

use super::*;

const ROOM: OutboxLimits = OutboxLimits {
    frames: 4,
    bytes: 100,
};

fn conv(n: u8) -> ConversationId {
    ConversationId::from_bytes([n; 16])
}

fn key(n: u8) -> StateKey {
    match n % 2 {
        0 => StateKey::Cursor(conv(n)),
        _ => StateKey::Receipt(conv(n), UserId::from_bytes([n; 16])),
    }
}

fn queued(outbox: &Outbox) -> Vec<String> {
    std::iter::from_fn(|| outbox.pop())
        .map(|frame| String::from_utf8(frame.to_vec()).expect("text"))
        .collect()
}

/// N8: whoever does not read is owed one frame per key, whatever happens meanwhile, and is not ended for it.
#[test]
fn n8_state_that_changes_for_ever_takes_one_place_and_ends_nobody() {
    let outbox = Outbox::default();
    outbox.push_durable(Bytes::from("first"), ROOM);
    for n in 0..10_000 {
        outbox.push_state(key(0), Bytes::from(format!("cursor {n}")), ROOM);
        outbox.push_state(key(1), Bytes::from(format!("receipt {n}")), ROOM);
    }
    outbox.push_durable(Bytes::from("last"), ROOM);
    assert_eq!(outbox.ended(), None);
    assert_eq!(
        queued(&outbox),
        ["first", "cursor 9999", "receipt 9999", "last"]
    );
}

/// Somebody marks everything as read: more frames than durable ones may wait, and no reason to end another device.
#[test]
fn state_takes_no_frame_from_what_is_durable() {
    let outbox = Outbox::default();
    for n in 0..20 {
        outbox.push_state(key(n), Bytes::from("abc"), ROOM);
    }
    for _ in 0..4 {
        outbox.push_durable(Bytes::from("m"), ROOM);
    }
    assert_eq!(outbox.ended(), None);
    outbox.push_durable(Bytes::from("m"), ROOM);
    assert_eq!(outbox.ended(), Some(Ended::Lagged));
    assert_eq!(outbox.pop(), None);
}

#[test]
fn state_beyond_the_bytes_ends_the_connection_which_comes_back_for_it() {
    let outbox = Outbox::default();
    for n in 0..11 {
        assert_eq!(outbox.ended(), None, "before number {n}");
        outbox.push_state(key(n), Bytes::from("ten bytes!"), ROOM);
    }
    assert_eq!(outbox.ended(), Some(Ended::Lagged));
    assert_eq!(outbox.pop(), None);
}

#[derive(Clone, Debug)]
enum Step {
    Durable,
    State(u8),
    Pop,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Durable),
        (0_u8..6).prop_map(Step::State),
        Just(Step::Pop)
    ]
}

proptest! {
    /// Whatever is put in and taken out: durable frames come out once and in order, of a key nothing older comes after something newer, and
    /// its last value comes.
    #[test]
    fn nothing_durable_is_lost_and_the_last_of_each_state_comes(steps in vec(step(), 0..300)) {
        let outbox = Outbox::default();
        let room = OutboxLimits { frames: 1_000, bytes: 1_000_000 };
        let (mut put, mut got) = (Vec::new(), Vec::new());
        let mut last: BTreeMap<u8, usize> = BTreeMap::new();
        let mut came: BTreeMap<u8, usize> = BTreeMap::new();
        let mut take = |outbox: &Outbox| {
            let frame = outbox.pop().map(|frame| String::from_utf8(frame.to_vec()).expect("text"));
            if let Some(frame) = &frame {
                match frame.split_once(':') {
                    Some((key, n)) => {
                        let n = n.parse().expect("a number");
                        let before = came.insert(key.parse().expect("a key"), n);
                        assert!(before.is_none_or(|before| before < n), "{key} went back");
                    }
                    None => got.push(frame.clone()),
                }
            }
            frame.is_some()
        };
        for (n, step) in steps.into_iter().enumerate() {
            match step {
                Step::Durable => {
                    put.push(n.to_string());
                    outbox.push_durable(Bytes::from(n.to_string()), room);
                }
                Step::State(k) => {
                    last.insert(k, n);
                    outbox.push_state(key(k), Bytes::from(format!("{k}:{n}")), room);
                }
                Step::Pop => { take(&outbox); }
            }
        }
        while take(&outbox) {}
        prop_assert_eq!(put, got);
        prop_assert_eq!(last, came);
        prop_assert_eq!(outbox.lock().bytes, 0);
    }
}

fn presence(n: u8, shown: Presence) -> UserPresence {
    UserPresence {
        user: UserId::from_bytes([n; 16]),
        presence: shown,
        status: Status::default(),
    }
}

/// Whoever does not read is owed one frame with the latest of each person, however often they come and go.
#[test]
fn n8_presence_takes_one_place_and_keeps_the_latest_of_each() {
    const WIDE: OutboxLimits = OutboxLimits {
        frames: 4,
        bytes: 1_000,
    };
    let outbox = Outbox::default();
    for n in 0..1_000_u16 {
        let who = u8::try_from(n % 3).expect("few");
        outbox.push_presence([presence(who, Presence::Away)], WIDE);
        outbox.push_presence([presence(who, Presence::Online)], WIDE);
    }
    let all = (0..3).map(|n| presence(n, Presence::Online)).collect();
    let expected = codec::encode_server(&ServerFrame::Presence { users: all });
    assert_eq!(queued(&outbox), [expected]);
    // What was read is not said again.
    outbox.push_presence([presence(1, Presence::Dnd)], WIDE);
    let users = vec![presence(1, Presence::Dnd)];
    let expected = codec::encode_server(&ServerFrame::Presence { users });
    assert_eq!(queued(&outbox), [expected]);
    assert_eq!(outbox.ended(), None);
}

/// Who has ceased to see how far others have got is not told it behind that.
#[test]
fn where_one_stands_replaces_the_receipts_that_wait() {
    let [conv, other] = [1, 2].map(|n| ConversationId::from_bytes([n; 16]));
    let who = UserId::from_bytes([7; 16]);
    let outbox = Outbox::default();
    outbox.push_state(StateKey::Standing(conv), Bytes::from("old"), ROOM);
    outbox.push_state(StateKey::Receipt(conv, who), Bytes::from("seen"), ROOM);
    outbox.push_state(StateKey::Receipt(other, who), Bytes::from("there"), ROOM);
    outbox.push_standing(conv, &[], &Bytes::from("new"), ROOM);
    assert_eq!(queued(&outbox), ["new", "new", "there"]);
    outbox.push_state(StateKey::Receipt(conv, who), Bytes::from("seen"), ROOM);
    outbox.push_standing(conv, &[], &Bytes::from("new"), ROOM);
    outbox.push_state(StateKey::Receipt(conv, who), Bytes::from("later"), ROOM);
    assert_eq!(queued(&outbox), ["later", "new"]);
    outbox.push_state(StateKey::Receipt(conv, who), Bytes::from("later"), ROOM);
    outbox.push_standing(conv, &[who], &Bytes::from("older"), ROOM);
    assert_eq!(queued(&outbox), ["later", "older"], "it was read before");
}

#[test]
fn what_is_worth_nothing_later_is_not_queued_once_half_of_the_room_is_taken() {
    let outbox = Outbox::default();
    outbox.push_ephemeral(Bytes::from("typing"), ROOM);
    outbox.push_durable(Bytes::from("m"), ROOM);
    outbox.push_ephemeral(Bytes::from("dropped"), ROOM);
    assert_eq!(queued(&outbox), ["typing", "m"]);
    outbox.push_durable(Bytes::from("m".repeat(50)), ROOM);
    outbox.push_ephemeral(Bytes::from("dropped"), ROOM);
    assert_eq!(queued(&outbox).len(), 1);
    assert_eq!(outbox.ended(), None, "and nobody is ended for it");
}
