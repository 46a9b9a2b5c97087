//! The gap rule under every disorder.

use common::{
    ids::IdempotencyKey,
    model::{Body, Conversation, ConversationKind, Draft, Entry, Event, Logged, Message},
    seq::{Rev, Seq},
    time::Timestamp,
};
use proptest::prelude::*;

use super::*;
use crate::input::Mono;

fn log(n: u64) -> Vec<Logged> {
    (1..=n)
        .map(|seq| Logged {
            rev: Rev::new(seq),
            event: Event::Posted(Entry {
                seq: Seq::new(seq),
                message: Message {
                    author: UserId::from_bytes([1; 16]),
                    at: Timestamp::from_millis(seq),
                    edited: None,
                    draft: Draft {
                        cid: IdempotencyKey::new(Timestamp::from_millis(seq), [0; 10]),
                        body: Body::Text {
                            text: seq.to_string(),
                        },
                        reply_to: None,
                        files: Vec::new(),
                        mentions: Vec::new(),
                    },
                },
            }),
        })
        .collect()
}

fn empty() -> Conversation {
    Conversation {
        kind: ConversationKind::Direct,
        members: Vec::new(),
        rev: Rev::ZERO,
        last_seq: Seq::ZERO,
        entries: Vec::new(),
    }
}

proptest! {
    /// I1, I3: whatever is lost, doubled and reordered, the bodies never skip a change, and pulling what is wanted ends in the log's state.
    #[test]
    fn i1_i3_any_disorder_converges_by_pulling(n in 1..40_u64, arrivals in prop::collection::vec(any::<prop::sample::Index>(), 0..120)) {
        let log = log(n);
        let mut held = Held::default();
        held.reset(empty(), false, Mono::default());
        let now = Mono::default();
        for index in arrivals {
            let logged = index.get(&log).clone();
            held.hear(logged.rev.prev(), vec![logged], now);
            let body = held.body.as_ref().unwrap();
            let expected: Vec<u64> = (1..=body.rev.get()).collect();
            let places: Vec<u64> = body.entries.iter().map(|entry| entry.seq.get()).collect();
            prop_assert_eq!(places, expected, "all before the last, and each once");
        }
        held.acknowledged(Rev::new(n), now);
        for _ in 0..2 {
            if held.want != Want::Nothing {
                let from = held.rev();
                held.want = Want::Pulled;
                let missing = log.iter().filter(|logged| logged.rev > from).cloned().collect();
                held.hear(from, missing, now);
            }
        }
        prop_assert_eq!(held.rev(), Rev::new(n));
        prop_assert_eq!(held.want, Want::Nothing);
    }
}

#[test]
fn hello_states_at_most_a_thousand_conversations_and_the_one_on_screen_among_them() {
    let mut conversations = Conversations::default();
    let conv = |n: u16| {
        let [high, low] = n.to_be_bytes();
        let mut bytes = [0; 16];
        (bytes[0], bytes[1]) = (high, low);
        ConversationId::from_bytes(bytes)
    };
    for n in 0..1_200 {
        conversations.entry(conv(n)).body = Some(Conversation {
            rev: Rev::new(1),
            ..empty()
        });
    }
    let heads = conversations.heads(Some(conv(1_199)));
    assert_eq!(heads.len(), HELLO_HEADS);
    assert_eq!(heads[0].conv, conv(1_199));
}
