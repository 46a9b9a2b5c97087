//! Where things are said.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Conversation, LoggedForUser, Profile, Standing},
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

/// A conversation as of one moment, for a viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The state, with the end of its timeline. Who may see it is for `domain::audience`.
    pub state: Conversation,
    /// Everyone who is or was in it, as the viewer may see them.
    pub people: Vec<Profile>,
    /// Where the viewer stands in it; `None` for whoever is not in it.
    pub standing: Option<Standing>,
}

/// Bytes of text after which [`ConversationStore::snapshots`] reads no further conversation: what waits for a device that takes its time is in
/// memory.
pub const SNAPSHOTS_BYTES: usize = 64 * 1024;

/// Conversations.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// Finds the private conversation of a pair, or makes it: creation is `rev` 1, and each of the two gets a `joined` in the private log. Whoever
    /// has the other among the contacts consents from the beginning.
    /// [`crate::domain::Denied::NotFound`] if one of the two does not exist or, where it must be made, is disabled.
    async fn open_direct(&self, new: NewDirect) -> Result<Opened, Refusal>;

    /// Conversations with at most `entries` entries from their ends, all as of the same moment, at `now`. In this order, `None` for those that do not
    /// exist; as many from the first on as [`SNAPSHOTS_BYTES`] allow, and at least one.
    async fn snapshots(
        &self,
        convs: Vec<ConversationId>,
        viewer: UserId,
        entries: usize,
        now: Timestamp,
    ) -> Result<Vec<Option<Snapshot>>, StoreError>;

    /// One of them; see [`Self::snapshots`].
    async fn snapshot(
        &self,
        conv: ConversationId,
        viewer: UserId,
        entries: usize,
        now: Timestamp,
    ) -> Result<Option<Snapshot>, StoreError> {
        let found = self.snapshots(vec![conv], viewer, entries, now).await?;
        Ok(found.into_iter().next().flatten())
    }
}
