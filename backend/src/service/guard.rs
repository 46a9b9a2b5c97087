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
}

impl Failures {
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
    pub fn may_sign_in(&self, name: &Skeleton, ip: Option<IpAddr>) -> Result<(), ServiceError> {
        if let (Some(limit), Some(ip)) = (&self.sign_ins, ip) {
            limit.take(&neighbourhood(ip))?;
        }
        let now = self.clock.monotonic();
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = failures.get(name) else {
            return Ok(());
        };
        let wait = known.delay().saturating_sub(now.saturating_sub(known.last));
        if wait.is_zero() {
            Ok(())
        } else {
            Err(ServiceError::RateLimited {
                after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
            })
        }
    }

    /// Whether someone at this address may make an account now.
    pub fn may_sign_up(&self, ip: Option<IpAddr>) -> Result<(), ServiceError> {
        match (&self.sign_ups, ip) {
            (Some(limit), Some(ip)) => limit.take(&neighbourhood(ip)),
            _ => Ok(()),
        }
    }

    /// Notes a wrong password, or a name that nobody has.
    pub fn failed(&self, name: Skeleton) {
        let now = self.clock.monotonic();
        let recent = |known: &Failures| now.saturating_sub(known.last) < WINDOW;
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= SWEEP_AT {
            failures.retain(|_, known| recent(known));
        }
        let known = failures.entry(name).or_insert(Failures {
            count: 0,
            last: now,
        });
        let before = if recent(known) { known.count } else { 0 };
        *known = Failures {
            count: before.saturating_add(1),
            last: now,
        };
    }

    /// Notes the right password: the person remembered.
    pub fn succeeded(&self, name: &Skeleton) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(name);
    }
}

/// The addresses that one household or attacker has at will: an IPv6 /64 counts as one.
fn neighbourhood(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}
