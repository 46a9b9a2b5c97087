//! How far a message has got.

use super::{
    super::receipts::{Reached, gives_receipts, reached, sees_receipts},
    JOHN,
};
use crate::{
    model::{Privacy, Receipt},
    seq::Seq,
    time::Timestamp,
};

fn receipt(recv: u64, shown: u64, at: u64) -> Receipt {
    Receipt {
        user: JOHN,
        recv_seq: Seq::new(recv),
        shown_seq: Seq::new(shown),
        recv_at: Some(Timestamp::from_millis(at)),
        shown_at: Some(Timestamp::from_millis(at)),
    }
}

#[test]
fn a_message_is_delivered_and_read_when_it_is_so_for_everyone_else() {
    let others = [receipt(4, 3, 1)];
    let states: Vec<Reached> = (3..6)
        .map(|seq| reached(Seq::new(seq), &others, 1))
        .collect();
    assert_eq!(states, [Reached::Eyes, Reached::Devices, Reached::Log]);
    assert_eq!(
        reached(Seq::new(3), &others, 2),
        Reached::Log,
        "of one nothing is known"
    );
    assert_eq!(
        reached(Seq::new(1), &[], 0),
        Reached::Log,
        "alone nobody reads"
    );
}

#[test]
fn a_receipt_never_goes_back() {
    let (older, newer) = (receipt(3, 2, 10), receipt(5, 5, 20));
    assert_eq!(older.joined(newer), newer);
    assert_eq!(newer.joined(older), newer);
    let joined = receipt(9, 1, 10).joined(receipt(2, 2, 20));
    assert_eq!(
        (joined.recv_seq, joined.shown_seq),
        (Seq::new(9), Seq::new(2))
    );
    assert_eq!(joined.recv_at, Some(Timestamp::from_millis(10)));
    assert_eq!(joined.shown_at, Some(Timestamp::from_millis(20)));
}

#[test]
fn only_who_gives_receipts_sees_them() {
    let (on, off) = (
        Privacy::default(),
        Privacy {
            receipts: false,
            ..Privacy::default()
        },
    );
    assert!(gives_receipts(&on, None) && !gives_receipts(&off, None));
    assert!(!gives_receipts(&on, Some(false)) && gives_receipts(&off, Some(true)));
    assert!(sees_receipts(true, true));
    assert!(!sees_receipts(true, false) && !sees_receipts(false, true));
}
