//! What was said.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft, Entry, Logged, Member},
    seq::{Rev, Seq, StateVer},
    time::Timestamp,
};

use super::{Refusal, StoreError, picture::Sights, receipts::Moved};

/// Identifies what a draft says: a prefix of the SHA-256 of its fingerprint. It outlives an edit and a deletion, so that a late repeat of
/// the first send is still recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyHash(pub [u8; 16]);

/// A message to be appended.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Where.
    pub conv: ConversationId,
    /// Who says it.
    pub author: UserId,
    /// What, under which key.
    pub draft: Draft,
    /// The digest of what it says.
    pub hash: BodyHash,
    /// The server's time, for display.
    pub at: Timestamp,
    /// What its author had read of what came before it; a place beyond that means all of it.
    pub read_upto: Option<Seq>,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which conversation.
    pub conv: ConversationId,
    /// Its place.
    pub seq: Seq,
    /// The conversation's version with it.
    pub rev: Rev,
    /// When it was stored.
    pub at: Timestamp,
}

/// A message is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is new.
    New {
        /// Where it is.
        place: Place,
        /// The conversation's members as of the append; who of them hears of it is for `domain::audience`.
        members: Vec<Member>,
        /// What its author had read, where that was news.
        moved: Moved,
        /// What it changes besides, as its author's first there.
        first: Option<Box<FirstWord>>,
    },
    /// The same key said the same before: where that was put.
    Repeated(Place),
}

/// What a person's first message in a conversation changes besides: it shows that they want to talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstWord {
    /// They had declined to, and no longer do: their number of state with that.
    pub undeclined: Option<StateVer>,
    /// Whose pictures are seen by whom from now on.
    pub sights: Sights,
}

/// A message's content to be changed, or deleted.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Where.
    pub conv: ConversationId,
    /// Which entry.
    pub seq: Seq,
    /// Who asks.
    pub editor: UserId,
    /// What it says from now on; `None` deletes it.
    pub body: Option<Body>,
    /// When.
    pub at: Timestamp,
}

/// Messages.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Appends a message, durably, exactly once per `(author, cid)` for as long as the message exists, tombstone included.
    ///
    /// In this order, in one transaction: the key is looked up (same hash: [`Appended::Repeated`]; another: `CidReused`), the author's right
    /// is checked (in a direct conversation also what the other wants, and that nobody addresses more than
    /// [`common::limits::REQUESTS_A_DAY`] people within a day who have not answered), `seq` and `rev` are allocated, the message is stored,
    /// the author's own cursor moves to what they had read. So a repeat of an accepted message succeeds whatever has changed
    /// since, and commit order is `seq` order.
    async fn append_message(&self, new: NewMessage) -> Result<Appended, Refusal>;

    /// Where the message with this key is, and what it says.
    async fn find_message(
        &self,
        author: UserId,
        cid: IdempotencyKey,
    ) -> Result<Option<(Place, BodyHash)>, StoreError>;

    /// Changes or deletes a message; a tombstone keeps its place and its key. Returns the event and the members who may hear of it, or
    /// `None` if it is deleted already. [`crate::domain::Denied::NotFound`] for what does not exist or is not the editor's.
    async fn amend_message(
        &self,
        change: Amendment,
    ) -> Result<Option<(Logged, Vec<Member>)>, Refusal>;

    /// Entries in `[from, before)`, the last `limit` of them, in order.
    async fn entries(
        &self,
        conv: ConversationId,
        from: Seq,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError>;
}
