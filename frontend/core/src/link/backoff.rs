//! How long to wait before connecting again.
//!
//! Full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015): thousands of clients that lost the same server must not come back in
//! step, and drawing from the whole range spreads them best.

use common::limits::{RECONNECT_BASE_MS, RECONNECT_CAP_MS};

/// A delay in milliseconds, drawn evenly from 0 up to [`RECONNECT_BASE_MS`] doubled `attempts` times, never above [`RECONNECT_CAP_MS`].
pub fn delay(attempts: u32, random: u32) -> u64 {
    let doubled = RECONNECT_BASE_MS.saturating_mul(1_u64 << attempts.min(16));
    within(doubled.min(RECONNECT_CAP_MS), random)
}

/// A delay in milliseconds, drawn evenly from 0 up to `most`, which is at most an hour.
pub fn within(most: u64, random: u32) -> u64 {
    let most = most.min(60 * 60 * 1_000);
    (most * u64::from(random)) >> 32
}
