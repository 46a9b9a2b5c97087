//! The pure rules that both ends share: how a durable event changes a conversation, what is unread, how far a message has got, and what of
//! someone's presence and picture a viewer may know.
//!
//! The browser folds live events with [`apply`]; the server's tests prove that its SQL snapshots equal the fold of its log:
//! `snapshot(n) == fold(events[..n])`. There is one definition, so that the two cannot disagree.

mod apply;
pub mod pictures;
pub mod presence;
pub mod receipts;
mod unread;

pub use apply::{Refused, apply, created};
pub use unread::{Counted, Reckoning, counts, first_unread, judge, reckon, unread, unread_by};

#[cfg(test)]
mod tests;
