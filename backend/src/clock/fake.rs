//! A clock that moves when it is told to, and randomness that repeats. For tests and simulations.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use common::time::Timestamp;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{Clock, Entropy};

/// A clock that stands still until it is moved. The wall clock may be set to anything; monotonic time only advances.
#[derive(Debug)]
pub struct FakeClock {
    at: Mutex<(Timestamp, Duration)>,
}

impl FakeClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self {
            at: Mutex::new((now, Duration::ZERO)),
        }
    }

    /// Lets time pass, on both clocks.
    pub fn advance(&self, by: Duration) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.0 =
            at.0.plus_millis(u64::try_from(by.as_millis()).unwrap_or(u64::MAX));
        at.1 = at.1.saturating_add(by);
    }

    /// Sets the wall clock, as a careless administrator would; monotonic time does not notice.
    pub fn set_wall(&self, now: Timestamp) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).0 = now;
    }
}

impl Default for FakeClock {
    /// Some moment in November 2026.
    fn default() -> Self {
        Self::new(Timestamp::from_millis(1_795_000_000_000))
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn monotonic(&self) -> Duration {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Randomness that is the same for the same seed.
#[derive(Debug)]
pub struct FakeEntropy {
    rng: Mutex<StdRng>,
}

impl FakeEntropy {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
        }
    }
}

impl Entropy for FakeEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}
