//! How often something may happen: a burst, and then one each period.

use std::time::Duration;

/// A token bucket (GCRA): all that it keeps is the moment at which it will be full again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    full_at: Duration,
}

impl Pace {
    /// Whether it may happen now, without it having happened.
    pub fn may(&self, burst: u32, period: Duration, now: Duration) -> bool {
        self.full_at.saturating_sub(now) + period <= period * burst
    }

    /// It happens now.
    pub fn take(&mut self, period: Duration, now: Duration) {
        self.full_at = self.full_at.max(now) + period;
    }

    /// Nothing that has happened counts any more.
    pub fn is_full(&self, now: Duration) -> bool {
        self.full_at <= now
    }
}
