//! How long a timer runs.

use client_core::input::Mono;

use super::wait;

#[test]
fn a_timer_runs_a_little_longer_and_never_longer_than_a_browser_can_wait() {
    let now = Mono::from_millis(5_000);
    let longest = i32::MAX.unsigned_abs();
    for (millis, waits) in [
        (0, 1),
        (10, 11),
        (u64::from(longest) - 1, longest),
        (u64::from(longest), longest),
        (u64::from(u32::MAX), longest),
        (u64::MAX, longest),
    ] {
        assert_eq!(wait(now.plus(millis), now), waits, "{millis} ms ahead");
    }
    assert_eq!(wait(now, now.plus(10)), 1, "it is past");
}
