//! At most twice a second, and the last word always comes.

use common::seq::Seq;
use proptest::{collection::vec, prelude::*};

use super::*;

fn conv(n: u8) -> ConversationId {
    ConversationId::from_bytes([n; 16])
}

fn receipt(user: u8, seq: u64) -> Told {
    let receipt = Receipt {
        user: UserId::from_bytes([user; 16]),
        recv_seq: Seq::new(seq),
        shown_seq: Seq::new(seq),
        recv_at: None,
        shown_at: None,
    };
    (receipt, vec![UserId::from_bytes([9; 16])])
}

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn the_first_goes_at_once_and_the_rest_together() {
    let mut pace = Pace::default();
    assert!(pace.offer(conv(1), receipt(1, 1), at(0)).is_some());
    assert_eq!(pace.deadline(), None);
    assert_eq!(pace.offer(conv(1), receipt(1, 2), at(10)), None);
    assert_eq!(pace.offer(conv(1), receipt(2, 2), at(20)), None);
    assert_eq!(pace.offer(conv(1), receipt(1, 3), at(30)), None);
    assert!(
        pace.offer(conv(2), receipt(1, 1), at(30)).is_some(),
        "another conversation has a pace of its own"
    );
    assert_eq!(pace.deadline(), Some(at(500)));
    assert_eq!(pace.due(at(499)), []);
    assert_eq!(
        pace.due(at(500)),
        [(conv(1), receipt(1, 3)), (conv(1), receipt(2, 2))]
    );
    assert_eq!(pace.deadline(), None);
    assert_eq!(
        pace.offer(conv(1), receipt(1, 4), at(700)),
        None,
        "half a second from then"
    );
    assert_eq!(pace.due(at(1_000)).len(), 1);
    assert!(pace.offer(conv(1), receipt(1, 5), at(1_500)).is_some());
}

#[test]
fn quiet_conversations_are_forgotten() {
    let mut pace = Pace::default();
    for n in 0..100_000_u64 {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        let conv = ConversationId::from_bytes(bytes);
        assert!(pace.offer(conv, receipt(1, 1), at(n)).is_some());
    }
    assert!(pace.next.len() < 4_096, "{} are left", pace.next.len());
}

proptest! {
    #[test]
    fn no_conversation_is_told_more_than_twice_a_second_and_the_last_word_comes(
        steps in vec((0_u64..400, 0_u8..2, 0_u8..3), 1..200),
    ) {
        let mut pace = Pace::default();
        let (mut now, mut told) = (0, Vec::new());
        let mut last = BTreeMap::new();
        let mut came = BTreeMap::new();
        for (n, (wait, which, who)) in (1..).zip(steps) {
            now += wait;
            let due = pace.due(at(now));
            let offered = pace.offer(conv(which), receipt(who, n), at(now));
            last.insert((conv(which), UserId::from_bytes([who; 16])), n);
            for (conv, (receipt, _)) in due.into_iter().chain(offered.map(|one| (conv(which), one))) {
                told.push((conv, now));
                came.insert((conv, receipt.user), receipt.shown_seq.get());
            }
        }
        while let Some(next) = pace.deadline() {
            for (conv, (receipt, _)) in pace.due(next) {
                came.insert((conv, receipt.user), receipt.shown_seq.get());
            }
        }
        prop_assert_eq!(last, came);
        told.dedup();
        for which in 0..2 {
            let times: Vec<u64> = told.iter().filter(|(of, _)| *of == conv(which)).map(|(_, at)| *at).collect();
            prop_assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= RECEIPTS_EVERY_MS), "{times:?}");
        }
    }
}
