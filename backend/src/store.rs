//! What is durable: one trait per aggregate, and the engines that implement them.
//!
//! An operation is an *atomic verb*: it does everything that must be true together in one transaction and returns once that is durable, so
//! no transaction type leaks out. Times, ids and random bytes arrive as arguments. A look-up that finds nothing is `Ok(None)`, not an error.
//!
//! - [`account`], [`credential`], [`session`]: who there is, how they prove it, and who is signed in.
//! - [`conversation`], [`message`]: what was said where. `seq` and `rev` are allocated here, in the transaction that writes.
//! - [`people`]: what they are to each other, and what a person decides for themselves.
//! - [`picture`]: their pictures, and who sees them.
//! - [`receipts`]: how far people have received and read.
//! - [`sync`]: what a device needs to catch up.
//! - [`signs`]: what typing and presence hang on.
//! - [`retention`]: what is forgotten.
//! - `sqlite`: the embedded engine, the only place that speaks SQL.
//! - `conformance`: one suite that every engine passes.
//!
//! # How to add an operation
//! 1. Name what must be atomic; write the verb, its types and its promise into the aggregate's trait here. Rules (who may do it) are plain
//!    functions in `domain`, called by the engine *inside* the transaction.
//! 2. Implement it in each engine; statements are constants beside the function and go through the statement cache.
//! 3. A new durable change of a conversation takes the next `rev` and must be readable from the log by [`sync::SyncStore::since`]; the
//!    conformance suite folds the log and compares it with the snapshot.
//! 4. Add its law to `conformance` and its migration, never edited once merged, to `migrations/`.
//!
//! Next stop on a message's way: `bus`.

pub mod account;
#[cfg(test)]
pub mod conformance;
pub mod conversation;
pub mod credential;
pub mod message;
pub mod people;
pub mod picture;
pub mod receipts;
pub mod retention;
pub mod session;
pub mod signs;
pub mod sqlite;
pub mod sync;

pub use account::AccountStore;
pub use conversation::ConversationStore;
pub use credential::CredentialStore;
pub use message::MessageStore;
pub use people::PeopleStore;
pub use picture::PictureStore;
pub use receipts::ReceiptStore;
pub use retention::RetentionStore;
pub use session::SessionStore;
pub use signs::SignStore;
pub use sync::SyncStore;

use async_trait::async_trait;

use crate::domain::Denied;

/// Everything that is durable.
#[async_trait]
pub trait Store:
    AccountStore
    + CredentialStore
    + SessionStore
    + ConversationStore
    + MessageStore
    + PeopleStore
    + PictureStore
    + ReceiptStore
    + SyncStore
    + RetentionStore
    + SignStore
    + 'static
{
    /// Whether writes can succeed. `false` for ever after a failed write to the disk: what the disk holds is then unknown, so nothing may be
    /// acknowledged until a restart has read it again.
    fn is_writable(&self) -> bool;

    /// A number that moves whenever another process has written, such as an administrator's command; what was written through this store
    /// does not move it.
    async fn written_elsewhere(&self) -> Result<u64, StoreError>;
}

/// Why the store did not do it. Nothing of the operation is in the store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something unique exists already.
    #[error("{0:?} exists already")]
    Conflict(Constraint),
    /// It cannot be done now: too much is waiting. Passes by itself.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// The disk failed. Nothing is written any more until a restart has read what is on it.
    #[error("the disk failed: {0}")]
    Failed(String),
    /// The disk is full. Recovers by itself when there is room.
    #[error("the disk is full")]
    Full,
    /// A row holds what no verb writes.
    #[error("the store holds something that it cannot hold: {0}")]
    Corrupt(String),
}

/// What is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// An account's username, by its skeleton.
    Username,
    /// An id that was to be new.
    Id,
}

/// Why a verb with rules inside did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The rules refuse it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
