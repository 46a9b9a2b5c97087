//! Where things are said.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Conversation, LoggedForUser, Profile},
    time::Timestamp,
};

use super::{Refusal, StoreError};
use crate::domain::conversation::Pair;

/// A private conversation to be found or made.
#[derive(Clone, Copy, Debug)]
pub struct NewDirect {
    /// Its id, if it must be made.
    pub id: ConversationId,
    /// Whose.
    pub pair: Pair,
    /// When.
    pub at: Timestamp,
}

/// A private conversation, found or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Which one: of all who try at once, one makes it and the others find it.
    pub conv: ConversationId,
    /// What was written to the private logs of its people because it was made; empty if it was found.
    pub joined: Vec<(UserId, LoggedForUser)>,
}

/// A conversation in full view, and the people in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The state, with the end of its timeline.
    pub state: Conversation,
    /// Everyone who is or was in it, as the viewer may see them.
    pub people: Vec<Profile>,
}

/// Conversations.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// Finds the private conversation of a pair, or makes it: creation is `rev` 1, and each of the two gets a `joined` in the private log. Whoever
    /// has the other among the contacts consents from the beginning.
    /// [`crate::domain::Denied::NotFound`] if one of the two does not exist or, where it must be made, is disabled.
    async fn open_direct(&self, new: NewDirect) -> Result<Opened, Refusal>;

    /// The state of a conversation with at most `entries` entries from its end, as of one moment, and its people as
    /// `viewer` sees them. Who may see the rest is for `domain::audience`.
    async fn snapshot(
        &self,
        conv: ConversationId,
        viewer: UserId,
        entries: usize,
    ) -> Result<Option<Snapshot>, StoreError>;
}
