//! Order: what arrives next, twice, or too early.

use super::{Arrival, Rev};

#[test]
fn the_gap_rule() {
    let local = Rev::new(4);
    assert_eq!(local.judge(Rev::new(3)), Arrival::Old);
    assert_eq!(local.judge(Rev::new(4)), Arrival::Old);
    assert_eq!(local.judge(Rev::new(5)), Arrival::Next);
    assert_eq!(local.judge(Rev::new(6)), Arrival::Gap);
    assert_eq!(
        Rev::new(u64::MAX).judge(Rev::new(u64::MAX)),
        Arrival::Old,
        "no overflow at the end"
    );
}
