//! Version 1 of the protocol.
//!
//! A client says [`ClientBody::Hello`] first and is answered by [`ServerFrame::Welcome`], the catch-up, and [`ServerFrame::CaughtUp`].
//! From then on both speak when they have something to say. To add a frame: the variant, its line in `docs/PROTOCOL.md`, its snapshot, and
//! a capability in [`caps`] if an older end would need to know that it may be used.

pub mod caps;
mod client;
pub mod close;
mod error;
pub mod http;
mod server;

pub use crate::model::{Account, SignedOutBecause};
pub use client::{ClientBody, ClientFrame, ConversationHead, Hello, ReadMark, RequestId};
pub use error::{ApiError, ErrorCode, Retry};
pub use server::{Catch, CatchUp, Config, ServerFrame, UserPresence, Welcome, Witness};

/// The WebSocket subprotocol that both ends name in the handshake.
pub const SUBPROTOCOL: &str = "confab.v1.json";

/// The protocol's number, in `hello` and `welcome`.
pub const VERSION: u16 = 1;

#[cfg(test)]
mod tests;
