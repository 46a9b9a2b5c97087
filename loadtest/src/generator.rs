//! Load. Open loop: every message has a scheduled time, and its latency counts from there, so that a slow server cannot slow down the
//! questions it is asked and look fast (coordinated omission). Closed loop, for saturation only: the next one when the last one is
//! acknowledged.
//!
//! The generator has one core, and has to stay below 70 % of it for its figures to count, with the bare floor at its limit: so it writes
//! bytes that were made beforehand, reads no more of an answer than what it is about, and does nothing for each connection.

mod board;
mod chorus;
mod listener;
mod pairs;
mod peer;

pub use board::{Measured, Pace, Plan};
pub use chorus::Chorus;
pub use pairs::Pairs;

use std::net::Ipv4Addr;

/// The local address of connection `number`: 127.0.0.2 and on, 200 connections each.
pub fn source(number: usize) -> Ipv4Addr {
    let block = u8::try_from(number / 200 % 250).unwrap_or(0);
    Ipv4Addr::new(127, 0, 0, 2 + block)
}

#[cfg(test)]
mod tests;
