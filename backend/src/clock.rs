//! Time and randomness, as things that are handed in.
//!
//! Everything in the server that needs the time or a random number is given a [`Clock`] and an [`Entropy`], so that a test can replay a day
//! in a millisecond and the same ids come out twice. The system's own are named in the composition root alone.

mod fake;
mod system;

use std::time::Duration;

use common::time::Timestamp;

pub use fake::{FakeClock, FakeEntropy};
pub use system::{SystemClock, SystemEntropy};

/// Two kinds of time, never mixed: the wall clock is for people to read and may jump either way, the monotonic one is for measuring.
pub trait Clock: Send + Sync {
    /// The wall clock. For display and for lifetimes of months; never for order.
    fn now(&self) -> Timestamp;

    /// Time since some moment before this process did anything. Never goes back.
    fn monotonic(&self) -> Duration;
}

/// A source of bytes that nobody can guess (in production), or that always come out the same (in tests).
pub trait Entropy: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// This many random bytes: ten for an id, thirty-two for a token.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests;
