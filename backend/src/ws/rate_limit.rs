//! How fast a client is read.
//!
//! A client that is too fast is not refused: the server reads its next frame later, its socket fills, and its own system holds it back.
//! Nothing is lost, and there is no error for a client to handle wrongly.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed},
};

/// The bucket of one connection. Time is told, not taken.
#[derive(Debug)]
pub(super) struct FrameRate(RateLimiter<NotKeyed, InMemoryState, ToldTime, NoOpMiddleware<Nanos>>);

impl FrameRate {
    /// So many frames a second, and as many at once.
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        Self(RateLimiter::direct_with_clock(
            Quota::per_second(per_second),
            ToldTime::default(),
        ))
    }

    /// Asks for leave to read one frame at `now` (since the connection began); if there is none, says when to ask again.
    pub(super) fn take(&self, now: Duration) -> Result<(), Duration> {
        let nanos = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
        self.0.clock().0.store(nanos, Ordering::Relaxed);
        self.0
            .check()
            .map_err(|refused| now + refused.wait_time_from(Nanos::from(nanos)))
    }
}

/// A clock that shows what it was last told.
#[derive(Debug, Default)]
struct ToldTime(AtomicU64);

impl Clock for ToldTime {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

#[cfg(test)]
mod tests;
