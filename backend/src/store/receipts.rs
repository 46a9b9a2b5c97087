//! How far people have received and read.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Cursor, Receipt, Standing},
    seq::{Rev, Seq, StateVer},
    time::Timestamp,
};

use super::{Refusal, StoreError};

/// Someone got further in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Advance {
    /// Where.
    pub conv: ConversationId,
    /// Who.
    pub user: UserId,
    /// The last entry that was reached.
    pub upto: Seq,
    /// It was read; otherwise a device has it.
    pub read: bool,
    /// When.
    pub at: Timestamp,
}

/// A conversation is to be shown as unread, or no longer.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Which one.
    pub conv: ConversationId,
    /// To whom.
    pub user: UserId,
    /// Unread or not.
    pub on: bool,
}

/// What became different; nothing where nothing did, and then nobody need hear of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// For the person's own devices.
    pub cursor: Option<Cursor>,
    /// For these others, each of whom may know it.
    pub receipt: Option<(Receipt, Vec<UserId>)>,
    /// The number of state that each of them has with it.
    pub numbers: Vec<(UserId, StateVer)>,
}

/// What is known about one entry, as far as a viewer may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The conversation's version with it.
    pub rev: Rev,
    /// Its key.
    pub cid: IdempotencyKey,
    /// When it was committed.
    pub at: Timestamp,
    /// Whom it is known to have reached, and when.
    pub received: Vec<(UserId, Timestamp)>,
    /// Who is known to have read it, and when.
    pub read: Vec<(UserId, Timestamp)>,
}

/// Cursors and receipts. Who may know what is decided by [`crate::domain::audience::receipts`], asked inside the transaction.
#[async_trait]
pub trait ReceiptStore: Send + Sync {
    /// Notes how far someone got. Places never go back; a new member's begin before their first entry. Reading takes the mark away.
    ///
    /// [`crate::domain::Denied::NotFound`] to whoever is not in the conversation, [`crate::domain::Denied::BadCursor`] for a place beyond its
    /// end.
    async fn advance(&self, to: Advance) -> Result<Moved, Refusal>;

    /// Sets the mark, which moves no place. [`crate::domain::Denied::NotFound`] to whoever is not in the conversation.
    async fn mark_unread(&self, mark: Mark) -> Result<Moved, Refusal>;

    /// Where someone stands in a conversation at `now`; `None` for whoever is not in it.
    async fn standing(
        &self,
        conv: ConversationId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Option<Standing>, StoreError>;

    /// Those of a person's conversations where what [`Self::standing`] gives them has changed since that number was the last. It names no
    /// conversation in which nothing changed that the person may know.
    async fn standings_since(
        &self,
        user: UserId,
        since: StateVer,
    ) -> Result<Vec<ConversationId>, StoreError>;

    /// What is known about an entry. [`crate::domain::Denied::NotFound`] to whoever is not in the conversation,
    /// [`crate::domain::Denied::BadCursor`] for an entry that is not there or not theirs to see.
    async fn traces(
        &self,
        conv: ConversationId,
        seq: Seq,
        user: UserId,
        now: Timestamp,
    ) -> Result<Traces, Refusal>;
}
