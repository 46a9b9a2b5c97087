//! What a device needs to catch up.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Logged, LoggedForUser, Member, Profile},
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
    time::Timestamp,
};

use super::StoreError;

/// One line of a person's list of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which one.
    pub conv: ConversationId,
    /// Its version.
    pub rev: Rev,
    /// When something was last said in it.
    pub active: Timestamp,
}

/// A person's private state in outline, as of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserState {
    /// Who it is.
    pub profile: Profile,
    /// Its version.
    pub urev: UserRev,
    /// The number of the last change of state before that moment of which the person may know.
    pub state: StateVer,
    /// The conversations the person is in, most recently active first.
    pub lines: Vec<Line>,
}

/// How far a conversation has got, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Who is or was in it, in order of joining.
    pub members: Vec<Member>,
    /// Its version.
    pub rev: Rev,
    /// The place of its last entry.
    pub last_seq: Seq,
}

/// A conversation's changes after a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// Who is or was in it.
    pub members: Vec<Member>,
    /// Its version.
    pub head: Rev,
    /// Every change after the asked version up to `head`, in order; `None` if there are more than asked for, if the log no longer reaches
    /// back so far, or if the asked version does not exist.
    pub events: Option<Vec<Logged>>,
}

/// The logs, read.
#[async_trait]
pub trait SyncStore: Send + Sync {
    /// The name of this history of the database; see [`Epoch`].
    fn epoch(&self) -> Epoch;

    /// A person's private state in outline.
    async fn user_state(&self, user: UserId) -> Result<Option<UserState>, StoreError>;

    /// The changes of a person's private state after `from`, in order, at most `limit` of them; `None` if there are more, if the log does
    /// not reach back so far, or if `from` does not exist.
    async fn user_since(
        &self,
        user: UserId,
        from: UserRev,
        limit: usize,
    ) -> Result<Option<Vec<LoggedForUser>>, StoreError>;

    /// A conversation's changes after `from`. What is about a message tells its present content, so that a deleted text is in no log;
    /// applied in order they still end in the present state.
    async fn since(
        &self,
        conv: ConversationId,
        from: Rev,
        limit: usize,
    ) -> Result<Option<Since>, StoreError>;

    /// A conversation in outline.
    async fn outline(&self, conv: ConversationId) -> Result<Option<Outline>, StoreError>;

    /// The versions of these conversations, in any order; those that do not exist are left out.
    async fn heads(
        &self,
        convs: Vec<ConversationId>,
    ) -> Result<Vec<(ConversationId, Rev)>, StoreError>;

    /// The versions of these people's private states, likewise.
    async fn user_heads(&self, users: Vec<UserId>) -> Result<Vec<(UserId, UserRev)>, StoreError>;

    /// The last numbers of state of these people, likewise.
    async fn state_heads(&self, users: Vec<UserId>) -> Result<Vec<(UserId, StateVer)>, StoreError>;
}
