//! Turns: of what concerns one person, one thing is done after the other.

use common::ids::UserId;
use tokio::sync::{Mutex, MutexGuard};

/// So many people have a turn at once, if chance wills it; those who share one wait for each other for nothing, some milliseconds.
const LANES: usize = 64;

/// One turn at a time for each person.
#[derive(Debug)]
pub(super) struct Turns([Mutex<()>; LANES]);

impl Default for Turns {
    fn default() -> Self {
        Self([const { Mutex::const_new(()) }; LANES])
    }
}

impl Turns {
    /// Waits for the person's turn, which lasts until what this returns is dropped.
    pub(super) async fn of(&self, person: UserId) -> MutexGuard<'_, ()> {
        self.lane(person).lock().await
    }

    fn lane(&self, person: UserId) -> &Mutex<()> {
        let [.., last] = *person.as_bytes();
        let [first, ..] = &self.0;
        self.0.get(usize::from(last) % LANES).unwrap_or(first)
    }
}

#[cfg(test)]
mod tests;
