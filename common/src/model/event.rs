//! Durable changes: what the logs hold, what the wire carries, and what [`crate::fold`] applies, in one type.

use serde::Serialize;

use super::{
    conversation::{ConversationKind, Member},
    message::{Body, Entry},
};
use crate::{
    ids::{ConversationId, UserId},
    json::Read,
    seq::{Rev, Seq, UserRev},
    time::Timestamp,
};

/// One durable change of a conversation. To add one: a variant here, its arm in [`crate::fold::apply`] with a law that the property tests
/// hold it to, a row kind in the store, a snapshot of its frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The conversation came to be. Always `rev` 1.
    Created {
        /// What kind it is, for ever.
        kind: ConversationKind,
        /// Who is in it from the beginning.
        members: Vec<Member>,
    },
    /// A message was appended; its `seq` is the next one.
    Posted(Entry),
    /// A message says something else now. Its place, and every count, stays.
    Edited {
        /// Which one.
        seq: Seq,
        /// What it says now.
        body: Body,
        /// When.
        at: Timestamp,
    },
    /// A message was deleted: a tombstone keeps its place.
    Deleted {
        /// Which one.
        seq: Seq,
    },
    /// In a direct conversation, someone wants to talk with the other, who wrote first.
    Consented {
        /// Who.
        user: UserId,
    },
    /// A change that a newer version made. It still takes its `rev`.
    #[serde(other)]
    Unknown,
}

/// A change with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Logged {
    /// The conversation's version after the change.
    pub rev: Rev,
    /// The change.
    pub event: Event,
}

/// One durable change of a person's private state, sent to that person's devices only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum UserEvent {
    /// A conversation appeared in the person's list.
    Joined {
        /// Which one.
        conv: ConversationId,
    },
    /// A conversation left the list.
    Left {
        /// Which one.
        conv: ConversationId,
    },
    /// A change that a newer version made. It still takes its number.
    #[serde(other)]
    Unknown,
}

/// A private change with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct LoggedForUser {
    /// The version of the person's state after the change.
    pub urev: UserRev,
    /// The change.
    pub event: UserEvent,
}
