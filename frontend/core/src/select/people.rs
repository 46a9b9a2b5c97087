//! The dialog that begins a conversation.

use common::{ids::UserId, model::Profile, protocol::v1::ErrorCode};

use crate::model::Model;

/// The dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewConversationView {
    /// It is open.
    pub open: bool,
    /// What is typed.
    pub query: String,
    /// Who was found.
    pub people: People,
    /// The person with whom a conversation is being opened.
    pub opening: Option<UserId>,
}

/// Who was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum People {
    /// Nothing was asked yet.
    #[default]
    Idle,
    /// The answer is on its way, or waits for the connection.
    Searching,
    /// These, best first. Empty: nobody.
    Found(Vec<Profile>),
    /// It did not work.
    Failed(ErrorCode),
}

/// The dialog.
pub fn new_conversation(_model: &Model) -> NewConversationView {
    NewConversationView::default()
}
