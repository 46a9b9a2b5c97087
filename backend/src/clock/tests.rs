//! Fakes repeat and obey; the system's randomness does not repeat.

use std::{sync::Arc, time::Duration};

use common::time::Timestamp;

use super::*;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let draw = |seed| {
        let entropy: Arc<dyn Entropy> = Arc::new(FakeEntropy::new(seed));
        (entropy.bytes::<10>(), entropy.bytes::<32>())
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}

#[test]
fn system_entropy_does_not_repeat() {
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    assert_ne!(entropy.bytes::<32>(), entropy.bytes::<32>());
}

#[test]
fn setting_the_wall_clock_does_not_touch_monotonic_time() {
    let clock = FakeClock::default();
    clock.advance(Duration::from_secs(5));
    clock.set_wall(Timestamp::from_millis(0));
    assert_eq!(
        (clock.now().as_millis(), clock.monotonic()),
        (0, Duration::from_secs(5))
    );
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        (clock.now().as_millis(), clock.monotonic()),
        (1_000, Duration::from_secs(6))
    );
}
