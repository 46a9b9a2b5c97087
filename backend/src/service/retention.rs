//! Forgetting what nobody needs any more: changes that no device will ask for, and sessions that have ended by age.

use std::{sync::Arc, time::Duration};

use common::{limits::RECEIPT_TIMES_MS, time::Timestamp};
use tokio::time::sleep;

use super::{Rim, ServiceError, Settings};
use crate::store::retention::{Keep, Walk};

const DAY: Duration = Duration::from_hours(24);

/// Changes are kept for so long, for devices that were away; one that was away for longer starts anew.
const LOG_AGE: Duration = Duration::from_hours(30 * 24);
/// So many changes of one conversation or person are kept, however young: twenty times what is ever told by changes.
const LOG_CHANGES: u64 = 10_000;
/// A session is forgotten this long after it has ended by age, so that a clock which is some days ahead costs nobody their session.
const SESSION_GRACE: Duration = DAY.saturating_mul(7);
/// Between two stretches of a walk, for everybody else.
const BREATH: Duration = Duration::from_millis(10);
/// By how much the wall clock may differ from the time that has passed; beyond it somebody has set it.
const DRIFT: Duration = Duration::from_mins(5);

/// Forgetting.
pub struct Retention {
    rim: Rim,
    session_idle: Duration,
    session_lifetime: Duration,
}

impl Retention {
    pub(super) fn new(rim: Rim, settings: &Settings) -> Self {
        Self {
            rim,
            session_idle: settings.session_idle,
            session_lifetime: settings.session_lifetime,
        }
    }

    /// Forgets every `every`, for ever; not at the start, which has enough to do, and not where the clock was set meanwhile, because what has
    /// ended by age by a wrong clock has not ended.
    pub async fn run(self: Arc<Self>, every: Duration) {
        let look = || (self.rim.clock.now(), self.rim.clock.monotonic());
        let mut before = look();
        loop {
            sleep(every).await;
            let now = look();
            if was_set(before, now) {
                tracing::warn!("the clock was set: nothing is forgotten this time");
            } else if let Err(error) = self.walk().await {
                tracing::warn!(%error, "could not forget what is old");
            }
            before = now;
        }
    }

    /// Forgets once what is not to be kept.
    pub async fn walk(&self) -> Result<(), ServiceError> {
        let now = self.rim.clock.now();
        let keep = Keep {
            used: ago(now, self.session_idle + SESSION_GRACE),
            opened: ago(now, self.session_lifetime + SESSION_GRACE),
            logged: ago(now, LOG_AGE),
            changes: LOG_CHANGES,
            told: ago(now, Duration::from_millis(RECEIPT_TIMES_MS)),
        };
        let mut walk = Walk::default();
        while let Some(next) = self.rim.store.forget(keep, walk).await? {
            walk = next;
            sleep(BREATH).await;
        }
        Ok(())
    }
}

fn ago(now: Timestamp, time: Duration) -> Timestamp {
    Timestamp::from_millis(now.as_millis().saturating_sub(millis(time)))
}

/// Whether the wall clock showed another time to pass than did.
fn was_set(before: (Timestamp, Duration), now: (Timestamp, Duration)) -> bool {
    let shown = now.0.millis_since(before.0);
    let passed = millis(now.1.saturating_sub(before.1));
    shown.abs_diff(passed) > millis(DRIFT)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
