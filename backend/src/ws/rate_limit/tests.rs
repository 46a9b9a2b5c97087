//! The bucket, in told time.

use std::{num::NonZeroU32, time::Duration};

use super::FrameRate;

#[test]
fn as_many_at_once_as_a_second_has_and_then_one_by_one() {
    let rate = FrameRate::new(NonZeroU32::new(50).expect("not zero"));
    let mut now = Duration::from_secs(9);
    for _ in 0..50 {
        assert_eq!(rate.take(now), Ok(()));
    }
    for _ in 0..100 {
        let again = rate.take(now).expect_err("empty");
        assert!(
            again > now && again <= now + Duration::from_millis(20),
            "{again:?}"
        );
        now = again;
        assert_eq!(rate.take(now), Ok(()), "when it said");
    }
    now += Duration::from_mins(1);
    let burst = (0..200).take_while(|_| rate.take(now).is_ok()).count();
    assert_eq!(burst, 50, "a pause fills it, and no more than that");
}
