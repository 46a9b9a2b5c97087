//! What typing and presence hang on. Neither of them is stored; of both together one thing is: when a person was last there.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{ConversationKind, Member},
    time::Timestamp,
};

use super::StoreError;
use crate::domain::presence::Facts;

/// The people of a conversation, as far as typing there hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participants {
    /// What kind of conversation.
    pub kind: ConversationKind,
    /// Who is in it now, and what each set for it about typing.
    pub members: Vec<(Member, Option<bool>)>,
}

/// Signs of life.
#[async_trait]
pub trait SignStore: Send + Sync {
    /// What presence hangs on; `None` if there is no such person.
    async fn facts(&self, user: UserId) -> Result<Option<Facts>, StoreError>;

    /// What typing in a conversation hangs on; `None` if there is no such conversation.
    async fn participants(&self, conv: ConversationId) -> Result<Option<Participants>, StoreError>;

    /// People were there at these times. Never moves one back.
    async fn note_seen(&self, seen: Vec<(UserId, Timestamp)>) -> Result<(), StoreError>;
}
