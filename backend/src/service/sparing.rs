//! Logging sparingly: what goes wrong with every request at once (a full disk, a full queue) must not fill the log, too.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

/// At most one line in so long.
const PAUSE: Duration = Duration::from_secs(5);

/// Any moment will do to count from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A line of which at most one is written every five seconds.
pub(super) struct Sparing {
    /// When the next one may be, in milliseconds.
    next: AtomicU64,
    /// How many were not written since the last one.
    unsaid: AtomicU64,
}

impl Sparing {
    pub(super) const fn new() -> Self {
        Self {
            next: AtomicU64::new(0),
            unsaid: AtomicU64::new(0),
        }
    }

    /// Calls `say` if a line may be written now, with the number of those that were not written since the last one.
    pub(super) fn say(&self, say: impl FnOnce(u64)) {
        if let Some(unsaid) = self.may(START.elapsed()) {
            say(unsaid);
        }
    }

    fn may(&self, now: Duration) -> Option<u64> {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let next = self.next.load(Ordering::Relaxed);
        let mine = millis(now) >= next
            && self
                .next
                .compare_exchange(
                    next,
                    millis(now + PAUSE),
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                )
                .is_ok();
        if mine {
            Some(self.unsaid.swap(0, Ordering::Relaxed))
        } else {
            self.unsaid.fetch_add(1, Ordering::Relaxed);
            None
        }
    }
}

#[cfg(test)]
mod tests;
