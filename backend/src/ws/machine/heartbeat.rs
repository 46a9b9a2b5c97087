//! When the client is asked whether it is there.

use std::time::Duration;

/// All of a period, in 256ths.
const WHOLE: u32 = 256;

/// One question per period.
#[derive(Debug)]
pub(super) struct Heartbeat {
    last: Duration,
    /// Which part of its period passes before the next one, in 256ths.
    rest: u32,
}

impl Heartbeat {
    /// `spread` is random: it says when in the second half of its period the first one is due. Those who all come at once, as after a restart, had
    /// better not all be looked at again at once.
    pub(super) fn new(spread: u8) -> Self {
        Self {
            last: Duration::ZERO,
            rest: (WHOLE + u32::from(spread)).div_ceil(2),
        }
    }

    /// The time to the first one begins.
    pub(super) fn begin(&mut self, now: Duration) {
        self.last = now;
    }

    /// One was sent.
    pub(super) fn sent(&mut self, now: Duration) {
        self.last = now;
        self.rest = WHOLE;
    }

    /// When the next one is due.
    pub(super) fn due(&self, period: Duration) -> Duration {
        self.last + period * self.rest / WHOLE
    }
}
