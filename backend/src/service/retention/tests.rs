//! Which hours count.

use super::*;

/// R10: where somebody has set the clock, nobody's session is taken for old.
#[test]
fn r10_an_hour_in_which_the_clock_was_set_is_seen() {
    let now = Timestamp::from_millis(1_795_000_000_000);
    let hour = Duration::from_hours(1);
    let start = (now, Duration::ZERO);
    let shows = |wall: u64| was_set(start, (Timestamp::from_millis(wall), hour));
    let on_time = now.plus_millis(millis(hour)).as_millis();
    assert!(!shows(on_time));
    for drift in [60_000, 299_999] {
        assert!(!shows(on_time + drift) && !shows(on_time - drift));
    }
    let day = millis(DAY);
    for wall in [
        0,
        on_time - day,
        on_time - millis(hour),
        now.as_millis(),
        on_time + day,
        2_147_483_648_000,
        4_294_967_296_000,
        u64::MAX,
    ] {
        assert!(shows(wall), "{wall}");
    }
}
