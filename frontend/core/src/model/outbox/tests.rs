//! The queue's rules.

use proptest::prelude::*;

use super::*;

const MARY: UserId = UserId::from_bytes([1; 16]);

fn item(n: u8, conv: u8, state: State) -> Item {
    Item {
        cid: IdempotencyKey::from_bytes([n; 16]),
        owner: MARY,
        conv: ConversationId::from_bytes([conv; 16]),
        text: "x".to_owned(),
        created: Timestamp::from_millis(u64::from(n)),
        order: 0,
        confirmed: false,
        state,
    }
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        1 => Just(State::Saving),
        3 => Just(State::Ready),
        1 => Just(State::InFlight),
        1 => (0..200_u64).prop_map(|at| State::NotBefore(Mono::from_millis(at))),
        1 => Just(State::Failed { code: ErrorCode::NotFound, message: String::new() }),
    ]
}

proptest! {
    /// Whatever is in the queue: never two of a conversation in flight, never more than four in all, and never one before an older one of its
    /// conversation that may still be sent.
    #[test]
    fn order_and_limits_hold_for_every_queue(queue in prop::collection::vec((1..8_u8, state()), 0..24)) {
        let mut outbox = Outbox::default();
        for (n, (conv, state)) in (0..).zip(&queue) {
            // What is in flight comes from here, so at most one of a conversation is.
            let state = if *state == State::InFlight { State::Ready } else { state.clone() };
            outbox.push(item(n, *conv, state));
        }
        let now = Mono::from_millis(100);
        for _ in 0..queue.len() {
            let next = outbox.next(MARY, now, |_| false);
            for cid in &next {
                let found = outbox.get(*cid).unwrap().clone();
                let older = outbox.of(MARY, found.conv).take_while(|item| item.cid != *cid);
                for item in older {
                    prop_assert!(matches!(item.state, State::Failed { .. } | State::Sent { .. }), "{item:?} is overtaken");
                }
                outbox.get_mut(*cid).unwrap().state = State::InFlight;
            }
            let flying: Vec<_> = outbox.owned(MARY).filter(|item| item.state == State::InFlight).collect();
            prop_assert!(flying.len() <= PARALLEL_SENDS);
            let conversations: std::collections::BTreeSet<_> = flying.iter().map(|item| item.conv).collect();
            prop_assert_eq!(conversations.len(), flying.len());
            if let Some(first) = flying.first().map(|item| item.cid) {
                outbox.get_mut(first).unwrap().state = State::Sent { seq: Seq::new(1), rev: Rev::new(1), at: Timestamp::default() };
            }
        }
    }
}

#[test]
fn what_was_read_back_keeps_its_order_before_what_is_new() {
    let mut outbox = Outbox::default();
    let stored = |n, order| Item {
        order,
        ..item(n, 1, State::Ready)
    };
    outbox.restore(vec![stored(2, 9), stored(1, 4)], false);
    let new = outbox.push(item(3, 1, State::Ready)).order;
    assert_eq!(new, 10, "after what is stored, also for the next time");
    outbox.restore(vec![stored(1, 4)], true);
    let order: Vec<u64> = outbox.owned(MARY).map(|item| item.order).collect();
    assert_eq!(order, [4, 9, 10], "nothing twice");
}

#[test]
fn a_lost_connection_makes_what_was_in_flight_ready_again() {
    let mut outbox = Outbox::default();
    outbox.push(item(1, 1, State::InFlight));
    outbox.push(item(2, 2, State::Saving));
    outbox.rewind();
    let states: Vec<_> = outbox.owned(MARY).map(|item| item.state.clone()).collect();
    assert_eq!(states, [State::Ready, State::Saving]);
}
