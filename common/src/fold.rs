//! The pure rules that both ends share: how a durable event changes a conversation, and what is unread.
//!
//! The browser folds live events with [`apply`]; the server's tests prove that its SQL snapshots equal the fold of its log:
//! `snapshot(n) == fold(events[..n])`. There is one definition, so that the two cannot disagree.

mod apply;
mod unread;

pub use apply::{Refused, apply, created};
pub use unread::{counts, unread};

#[cfg(test)]
mod tests;
