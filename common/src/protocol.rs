//! The frames on the wire.
//!
//! JSON text frames over a WebSocket with subprotocol [`v1::SUBPROTOCOL`]. A version is a module: an additive change is a new optional
//! field or a new capability in [`v1`], anything else is a `v2` beside it. [`codec`] makes frames of text, and text of frames.

pub mod codec;
pub mod v1;
