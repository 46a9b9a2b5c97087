//! The contract between the browser and the server.
//!
//! Everything that both ends must agree on, compiled into both: there is no second definition of a message, a limit or an
//! unread count that could drift. It holds values and pure functions only. What may not live here: I/O, async, a clock,
//! randomness, `HashMap` (serialised order must be stable), and anything that knows a database or a browser.
//!
//! # Layout
//! - [`json`]: how values are read and written; the home of `serde_json`.
//! - [`ids`]: who and what: newtypes over UUIDs, built from a time and random bytes that the caller gives.
//! - [`address`]: the app's pages and their paths.
//! - [`seq`]: order: [`seq::Seq`] numbers the timeline, [`seq::Rev`] numbers every durable change.
//! - [`time`]: [`time::Timestamp`], a value for display; never order.
//! - [`limits`]: every number that both ends obey, each with its reason.
//! - [`validate`]: text from outside becomes a newtype, or an error that says what is allowed.
//! - [`model`]: the values both ends name: profiles, conversations, messages, durable events.
//! - [`fold`]: applies durable events to a conversation; derives unread counts.
//! - [`protocol`]: the frames on the wire.
//!
//! Reading on: [`protocol::v1`], then `client_core::reduce`.

// The code that `derive(Read)` writes names this crate as others do.
extern crate self as common;

pub mod address;
pub mod fold;
pub mod ids;
pub mod json;
pub mod limits;
pub mod model;
pub mod protocol;
pub mod seq;
pub mod time;
pub mod validate;
