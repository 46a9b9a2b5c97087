//! What the generator needs to know of a protocol. One implementation per protocol; the work asked of each is the same: a body of
//! [`BODY_BYTES`] from one person to one other, stored durably, acknowledged, delivered.
//!
//! To add one: a module, its implementation of [`Adapter`], a test that what it writes is what its server reads.

pub mod confab;
pub mod floor;

use std::{future::Future, net::Ipv4Addr};

use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::{failure::Failure, socket::Socket};

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

    /// The frame that sends message `index` in pair `pair`. Indices are never used twice with one server.
    fn message(&self, pair: usize, index: u64) -> Utf8Bytes;

    /// What a frame means.
    fn read(&self, frame: &str) -> Seen;

    /// The answer to a ping.
    fn pong(&self) -> Utf8Bytes;
}

/// The body of a message: its index in hexadecimal, then filling.
pub fn body(index: u64) -> String {
    format!(
        "{index:016x}{:·<1$}",
        "",
        (BODY_BYTES - 16) / '·'.len_utf8()
    )
}
