//! Hashing passwords: argon2id, off the async threads, a bounded number at once.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use common::validate::Password;
use tokio::sync::Semaphore;

use super::ServiceError;
use crate::clock::Entropy;

/// What hashing one password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// 64 MiB, three passes: about 120 ms of one core. The floor for small hosts is 19 MiB and two passes (OWASP ASVS 5).
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

impl Cost {
    /// For tests and load tests only: the least that argon2 takes.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// Callers that may wait for a hash; more than these are told to come back (at 120 ms each the last one waits two seconds on two cores).
const WAITING: usize = 32;
/// When those should come back, in milliseconds.
const BUSY_RETRY_MS: u32 = 2_000;

/// The password hasher.
pub struct Passwords {
    cost: Params,
    /// What an unknown user's password is compared with, so that the answer takes as long.
    dummy: String,
    workers: Arc<Semaphore>,
    inside: AtomicUsize,
    capacity: usize,
}

/// How a password compares with a stored hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is another one, or there is no stored hash.
    Different,
    /// It is the one.
    Same,
    /// It is the one, but its hash was made at another cost and should be made anew.
    SameButOutdated,
}

impl Passwords {
    /// A hasher of this cost with so many workers. Computes one hash itself.
    pub fn new(cost: Cost, workers: NonZeroU32, entropy: &dyn Entropy) -> Self {
        let cost =
            Params::new(cost.memory_kib, cost.passes, cost.lanes, None).unwrap_or_else(|error| {
                tracing::warn!(%error, "password cost out of range, using argon2's own");
                Params::default()
            });
        let dummy = compute(&cost, &entropy.bytes::<32>(), &entropy.bytes()).unwrap_or_default();
        let workers = usize::try_from(workers.get()).unwrap_or(1);
        Self {
            cost,
            dummy,
            workers: Arc::new(Semaphore::new(workers)),
            inside: AtomicUsize::new(0),
            capacity: workers + WAITING,
        }
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, password: Password, salt: [u8; 16]) -> Result<String, ServiceError> {
        let cost = self.cost.clone();
        self.work(move || compute(&cost, password.as_bytes(), &salt))
            .await?
            .ok_or_else(ServiceError::unavailable)
    }

    /// Compares a password with a stored hash. Without one it takes as long and never matches.
    pub async fn compare(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<Comparison, ServiceError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.clone());
        let cost = self.cost.clone();
        self.work(move || {
            let Ok(parsed) = PasswordHash::new(&stored) else {
                return Comparison::Different;
            };
            let matches = Argon2::default().verify_password(password.as_bytes(), &parsed);
            match (matches, known, Params::try_from(&parsed)) {
                (Ok(()), true, Ok(params)) if same_cost(&params, &cost) => Comparison::Same,
                (Ok(()), true, _) => Comparison::SameButOutdated,
                _ => Comparison::Different,
            }
        })
        .await
    }

    /// Runs on a blocking thread, when a worker is free.
    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let _place = Place::take(&self.inside, self.capacity)?;
        let worker = self.workers.clone().acquire_owned().await;
        let worker = worker.map_err(|_| ServiceError::unavailable())?;
        metrics::counter!("confab_password_hashes_total").increment(1);
        let done = tokio::task::spawn_blocking(move || {
            let result = job();
            drop(worker);
            result
        });
        done.await.map_err(|_| ServiceError::unavailable())
    }
}

/// A place among those who are served or wait; given back when dropped, also when the caller gives up.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(inside: &'a AtomicUsize, capacity: usize) -> Result<Self, ServiceError> {
        let place = Self(inside);
        if inside.fetch_add(1, Ordering::Relaxed) < capacity {
            Ok(place)
        } else {
            Err(ServiceError::Unavailable {
                after_ms: BUSY_RETRY_MS,
            })
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn compute(cost: &Params, password: &[u8], salt: &[u8; 16]) -> Option<String> {
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone());
    let hash: PasswordHash = hasher.hash_password_with_salt(password, salt).ok()?;
    Some(hash.to_string())
}

fn same_cost(one: &Params, other: &Params) -> bool {
    (one.m_cost(), one.t_cost(), one.p_cost()) == (other.m_cost(), other.t_cost(), other.p_cost())
}

#[cfg(test)]
mod tests;
