//! What is forgotten, so that nothing grows for ever but what people said.
//!
//! The logs exist for devices that were away; a device that was away for longer than they reach starts anew. Messages are not in question:
//! they are in no log but their own timeline.

use async_trait::async_trait;
use common::time::Timestamp;

use super::StoreError;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Sessions that were used since,
    pub used: Timestamp,
    /// and that were opened since.
    pub opened: Timestamp,
    /// Changes that were logged since,
    pub logged: Timestamp,
    /// and that are among so many of the last of their conversation or person. The last change that was logged of a conversation is always
    /// kept, since the next version is counted from it.
    pub changes: u64,
    /// When something was received or read, if that was since. Of what was earlier one time is left, so that nothing later is taken for it.
    pub told: Timestamp,
}

/// How far a walk through the database has got. It begins with the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Past this device's session.
    Sessions([u8; 16]),
    /// Past this conversation's log.
    Conversations([u8; 16]),
    /// Past this person's log.
    People([u8; 16]),
    /// Past the times of this conversation's receipts.
    Receipts([u8; 16]),
}

impl Default for Walk {
    fn default() -> Self {
        Self::Sessions([0; 16])
    }
}

/// Forgetting.
#[async_trait]
pub trait RetentionStore: Send + Sync {
    /// Forgets what is not to be kept in the next stretch of a walk, and says how far it has got; `None` at its end. A stretch is some
    /// milliseconds of work, so that nobody waits for it.
    async fn forget(&self, keep: Keep, walk: Walk) -> Result<Option<Walk>, StoreError>;
}
