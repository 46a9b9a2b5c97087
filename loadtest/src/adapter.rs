//! What the generator needs to know of a protocol. One implementation per protocol; the work asked of each is the same: a body of
//! [`BODY_BYTES`] from one person to one other, stored durably, acknowledged, delivered.
//!
//! To add one: a module, its implementation of [`Adapter`], a test that what it writes is what its server reads.

pub mod confab;
pub mod floor;
pub mod template;

use std::{future::Future, net::Ipv4Addr};

use crate::{failure::Failure, socket::Socket};
use template::Template;

/// The text of a message: that of the published comparisons.
pub const BODY_BYTES: usize = 120;

/// What a frame from the server means to the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The message with this index is stored.
    Ack(u64),
    /// The message with this index arrived.
    Delivery(u64),
    /// Are you there? To be answered with [`Adapter::pong`].
    Ping,
    /// A message was refused: it is neither stored nor delivered.
    Refusal,
    /// Somebody types, or no longer does.
    Typing,
    /// Somebody came or went.
    Presence,
    /// Nothing of interest.
    Other,
}

/// A protocol. People are numbered from 0; in pair `n`, person `2n` writes to person `2n + 1`.
pub trait Adapter: Send + Sync + 'static {
    /// Opens a connection as this person, until the server is ready to take messages on it.
    fn connect(
        &self,
        person: usize,
        from: Ipv4Addr,
    ) -> impl Future<Output = Result<Socket, Failure>> + Send;

    /// The messages of pair `pair`. Indices are never used twice with one server.
    fn messages(&self, pair: usize) -> Result<Template, Failure>;

    /// What a frame means. The digits of an index are read where they must stand, and nothing else is decoded.
    fn read(&self, frame: &[u8]) -> Seen;

    /// The answer to a ping.
    fn pong(&self) -> String;
}

/// Hexadecimal digits at the beginning of a body that carry the index.
pub const BODY_DIGITS: usize = 16;

/// The number that these hexadecimal digits write.
fn hexadecimal(digits: Option<&[u8]>) -> Option<u64> {
    digits?.iter().try_fold(0, |number, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(number << 4 | u64::from(value))
    })
}

/// The body of a message: its index in hexadecimal, then filling.
pub fn body(index: u64) -> String {
    format!(
        "{index:016x}{:·<1$}",
        "",
        (BODY_BYTES - BODY_DIGITS) / '·'.len_utf8()
    )
}
