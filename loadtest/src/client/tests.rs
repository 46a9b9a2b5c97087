//! The pure parts: what waits, and what is held.

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft, Entry, Event, Logged, Message},
    seq::{Rev, Seq},
    time::Timestamp,
};

use super::{held::Held, outbox::Outbox};
use crate::checker::history::{Client, Press, Timeline};

const CONV: ConversationId = ConversationId::from_bytes([3; 16]);
const NAME: Client = Client(1);

fn key(name: u8) -> IdempotencyKey {
    IdempotencyKey::from_bytes([name; 16])
}

fn outbox(keys: &[u8]) -> Outbox {
    let mut outbox = Outbox::default();
    for number in keys {
        let press = Press {
            client: NAME,
            number: u32::from(*number),
        };
        outbox.press(CONV, press, key(*number), "text".to_owned());
    }
    outbox
}

fn due(outbox: &mut Outbox, window: usize) -> Vec<IdempotencyKey> {
    let due = outbox.due(window, || None);
    due.into_iter().map(|pending| pending.cid).collect()
}

#[test]
fn a_window_bounds_what_is_in_flight_and_an_answer_makes_room() {
    let mut outbox = outbox(&[1, 2, 3]);
    assert_eq!(due(&mut outbox, 2), [key(1), key(2)]);
    assert_eq!(due(&mut outbox, 2), []);
    outbox.acked(key(1));
    outbox.acked(key(1));
    assert_eq!(outbox.acknowledged(), 1);
    assert_eq!(due(&mut outbox, 2), [key(3)]);
}

#[test]
fn after_a_break_everything_unanswered_goes_again_in_order_under_its_key() {
    let mut outbox = outbox(&[1, 2, 3]);
    assert_eq!(due(&mut outbox, 3).len(), 3);
    outbox.acked(key(2));
    outbox.disconnected();
    assert_eq!(due(&mut outbox, 3), [key(1), key(3)]);
    outbox.refused_for_now(key(1));
    assert_eq!(due(&mut outbox, 3), [key(1), key(3)]);
    outbox.refused_for_good(key(1));
    outbox.acked(key(3));
    assert!(outbox.is_empty());
}

#[test]
fn a_flawed_client_makes_a_new_key_for_what_it_tried_before() {
    let mut outbox = outbox(&[1, 2]);
    assert_eq!(due(&mut outbox, 1), [key(1)]);
    outbox.disconnected();
    let again = outbox.due(2, || Some(key(9)));
    let keys: Vec<_> = again.iter().map(|pending| pending.cid).collect();
    assert_eq!(keys, [key(9), key(2)]);
}

fn posted(rev: u64) -> Logged {
    Logged {
        rev: Rev::new(rev),
        event: Event::Posted(Entry {
            seq: Seq::new(rev),
            message: Message {
                author: UserId::from_bytes([1; 16]),
                at: Timestamp::from_millis(0),
                edited: None,
                draft: Draft {
                    cid: key(u8::try_from(rev).unwrap()),
                    body: Body::Text {
                        text: format!("text {rev}"),
                    },
                    reply_to: None,
                    files: Vec::new(),
                    mentions: Vec::new(),
                },
            },
        }),
    }
}

fn seqs(held: Held) -> Vec<u64> {
    let holdings = held.holdings(NAME);
    let lines = holdings.iter().flat_map(|holding| &holding.lines);
    lines.map(|line| line.seq.get()).collect()
}

#[test]
fn a_gap_is_pulled_and_an_old_change_is_dropped() {
    let mut held = Held::new(false);
    assert_eq!(held.take(CONV, &[posted(1)]), None);
    assert_eq!(held.take(CONV, &[posted(3)]), Some(Rev::new(1)));
    assert_eq!(held.take(CONV, &[posted(1), posted(2), posted(3)]), None);
    assert_eq!(seqs(held), [1, 2, 3]);
}

#[test]
fn a_flawed_client_shows_a_hole() {
    let mut held = Held::new(true);
    assert_eq!(held.take(CONV, &[posted(1), posted(3)]), None);
    assert_eq!(seqs(held), [1, 3]);
}

#[test]
fn a_client_knows_what_it_lacks_of_the_log() {
    let mut held = Held::new(false);
    assert_eq!(held.take(CONV, &[posted(1)]), None);
    let timeline = |rev| Timeline {
        rev: Rev::new(rev),
        lines: Vec::new(),
    };
    assert!(held.has(&BTreeMap::from([(CONV, timeline(1))])));
    let longer = BTreeMap::from([(CONV, timeline(2))]);
    assert_eq!(held.behind(&longer), [(CONV, Rev::new(1))]);
}
