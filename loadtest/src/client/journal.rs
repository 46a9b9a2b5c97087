//! Writes the history of a test down, for all clients in one order.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use crate::checker::history::{Client, Happening, Moment};

/// The history as it grows. What is noted later happened later: the time is taken under the lock.
#[derive(Debug)]
pub struct Journal {
    start: Instant,
    moments: Mutex<Vec<Moment>>,
}

impl Journal {
    /// Begins at zero.
    pub fn begin() -> Self {
        Self {
            start: Instant::now(),
            moments: Mutex::default(),
        }
    }

    /// Notes what happened, now.
    pub fn note(&self, client: Client, what: Happening) {
        let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.start.elapsed();
        moments.push(Moment { at, client, what });
    }

    /// How many messages have been acknowledged so far, repeats included.
    pub fn acknowledgements(&self) -> usize {
        let moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        let acked = |moment: &&Moment| matches!(moment.what, Happening::Acked { .. });
        moments.iter().filter(acked).count()
    }

    /// Looks at the history so far without copying it; nothing is noted meanwhile.
    pub fn look<T>(&self, at: impl FnOnce(&[Moment]) -> T) -> T {
        at(&self.moments.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The history so far.
    pub fn history(&self) -> Vec<Moment> {
        self.moments
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
