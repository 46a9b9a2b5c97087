//! Slowing down whoever guesses passwords.
//!
//! Two limits: per address, whatever the name; and per name, whether there is such an account or not, so that the limit tells nothing.
//! Both are asked before any hash is computed.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{RateLimits, ServiceError, buckets::Buckets};
use crate::{clock::Clock, domain::account::Skeleton};

/// Failures within this time count.
const WINDOW: Duration = Duration::from_mins(15);
/// So many failures are a person who forgot; more are slowed down.
const FREE: u32 = 5;
/// The first delay; each further failure doubles it, up to the window.
const FIRST_DELAY: Duration = Duration::from_secs(30);
/// Whoever tries while enough attempts for this name are being compared is told to come back when they are likely to be done.
const BEHIND_OTHERS_MS: u32 = 1_000;
/// Names remembered before those outside the window are forgotten.
const SWEEP_AT: usize = 4_096;

/// Slows down whoever guesses.
pub struct Guard {
    clock: Arc<dyn Clock>,
    sign_ins: Option<Buckets<IpAddr>>,
    sign_ups: Option<Buckets<IpAddr>>,
    failures: Mutex<HashMap<Skeleton, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Duration,
    /// Attempts whose outcome is not known yet. Each counts as a failure until it is, so that guessing at once gains nothing over guessing in
    /// turn.
    open: u32,
}

/// One attempt to sign in as a name. Dropped without an outcome (nobody compared, or nobody waits for the answer) it counts for nothing.
#[must_use = "an attempt that is dropped counts for nothing"]
pub struct Attempt<'a> {
    guard: &'a Guard,
    name: Skeleton,
}

impl Failures {
    fn is_recent(self, now: Duration) -> bool {
        now.saturating_sub(self.last) < WINDOW
    }

    /// How long after the last failure the next attempt may come.
    fn delay(self) -> Duration {
        match self.count.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(over) => FIRST_DELAY
                .saturating_mul(2_u32.saturating_pow(over))
                .min(WINDOW),
        }
    }
}

impl Guard {
    /// A guard with these limits.
    pub fn new(clock: Arc<dyn Clock>, limits: &RateLimits) -> Self {
        let per = |window: Duration, count: std::num::NonZeroU32| {
            Buckets::new(clock.clone(), window / count.get(), count)
        };
        Self {
            sign_ins: limits
                .sign_ins_per_minute
                .map(|count| per(Duration::from_mins(1), count)),
            sign_ups: limits
                .sign_ups_per_hour
                .map(|count| per(Duration::from_hours(1), count)),
            failures: Mutex::default(),
            clock,
        }
    }

    /// Whether someone at this address may try to sign in now as this name.
    pub fn may_sign_in(
        &self,
        name: &Skeleton,
        ip: Option<IpAddr>,
    ) -> Result<Attempt<'_>, ServiceError> {
        if let (Some(limit), Some(ip)) = (&self.sign_ins, ip) {
            limit.take(&neighbourhood(ip))?;
        }
        let now = self.clock.monotonic();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= SWEEP_AT {
            failures.retain(|_, known| known.open > 0 || known.is_recent(now));
        }
        let known = failures.entry(name.clone()).or_insert(Failures {
            count: 0,
            last: now,
            open: 0,
        });
        let wait = known.delay().saturating_sub(now.saturating_sub(known.last));
        if !wait.is_zero() {
            return Err(ServiceError::RateLimited {
                after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
            });
        }
        if known.open > 0 && known.count.saturating_add(known.open) >= FREE {
            return Err(ServiceError::RateLimited {
                after_ms: BEHIND_OTHERS_MS,
            });
        }
        known.open += 1;
        Ok(Attempt {
            guard: self,
            name: name.clone(),
        })
    }

    /// Whether someone at this address may make an account now.
    pub fn may_sign_up(&self, ip: Option<IpAddr>) -> Result<(), ServiceError> {
        match (&self.sign_ups, ip) {
            (Some(limit), Some(ip)) => limit.take(&neighbourhood(ip)),
            _ => Ok(()),
        }
    }
}

impl Attempt<'_> {
    /// It was a wrong password, or a name that nobody has.
    pub fn failed(self) {
        let now = self.guard.clock.monotonic();
        self.note(|known| {
            let before = if known.is_recent(now) { known.count } else { 0 };
            known.count = before.saturating_add(1);
            known.last = now;
        });
    }

    /// It was the right password: the person remembered.
    pub fn succeeded(self) {
        self.note(|known| known.count = 0);
    }

    fn note(&self, outcome: impl FnOnce(&mut Failures)) {
        let failures = self.guard.failures.lock();
        let mut failures = failures.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = failures.get_mut(&self.name) {
            outcome(known);
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let failures = self.guard.failures.lock();
        let mut failures = failures.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = failures.get_mut(&self.name) {
            known.open = known.open.saturating_sub(1);
            if known.open == 0 && known.count == 0 {
                failures.remove(&self.name);
            }
        }
    }
}

/// The addresses that one household or attacker has at will: an IPv6 /64 counts as one.
pub fn neighbourhood(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests;
