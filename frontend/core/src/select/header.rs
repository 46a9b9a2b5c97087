//! The head of one conversation.

use common::{ids::ConversationId, model::Presence};

use crate::model::Model;

/// The head of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderView {
    /// Not known yet.
    Loading,
    /// It does not exist, or it is not the person's: deliberately the same.
    Missing,
    /// A conversation.
    Known {
        /// Its name: in a direct one, the other person's.
        title: String,
        /// The other person's username, in a direct one.
        username: Option<String>,
        /// The other person's presence; [`Presence::Unknown`] until the server offers it.
        presence: Presence,
    },
}

/// The head of a conversation.
pub fn header(_model: &Model, _conv: ConversationId) -> HeaderView {
    HeaderView::Loading
}
