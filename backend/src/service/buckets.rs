//! Token buckets, one per key, filled by the server's monotonic clock.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock::Clock as GovernorClock, middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use super::ServiceError;
use crate::clock::Clock;

/// A bucket per key.
pub(super) struct Buckets<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Monotonic, NoOpMiddleware<Duration>>,
    checks: AtomicU32,
}

/// Full buckets are forgotten every so many checks, so that the map holds only who was busy lately.
const CHECKS_PER_SWEEP: u32 = 4_096;

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Buckets of `burst` tokens, one more each `period`.
    pub(super) fn new(clock: Arc<dyn Clock>, period: Duration, burst: NonZeroU32) -> Self {
        let quota = Quota::with_period(period)
            .unwrap_or_else(|| Quota::per_second(burst))
            .allow_burst(burst);
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota, Monotonic(clock)),
            checks: AtomicU32::new(0),
        }
    }

    /// Takes a token, or says when there will be one.
    pub(super) fn take(&self, key: &K) -> Result<(), ServiceError> {
        self.take_many(key, NonZeroU32::MIN)
    }

    /// Takes so many tokens, or none and says when there will be as many. More than the bucket holds there never are.
    pub(super) fn take_many(&self, key: &K, count: NonZeroU32) -> Result<(), ServiceError> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            self.limiter.retain_recent();
        }
        let taken = self.limiter.check_key_n(key, count);
        taken
            .map_err(|_| ServiceError::TooMany)?
            .map_err(|not_until| {
                let wait = not_until.wait_time_from(self.limiter.clock().now());
                ServiceError::RateLimited {
                    after_ms: u32::try_from(wait.as_millis())
                        .unwrap_or(u32::MAX)
                        .saturating_add(1),
                }
            })
    }
}

/// The server's clock, as the limiter reads it.
#[derive(Clone)]
struct Monotonic(Arc<dyn Clock>);

impl GovernorClock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.monotonic()
    }
}
