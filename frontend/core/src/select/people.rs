//! The dialog that begins a conversation.

use common::{ids::UserId, model::Profile, protocol::v1::ErrorCode};

use crate::model::{Model, people::Search};

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
pub fn new_conversation(model: &Model) -> NewConversationView {
    let Some(dialog) = &model.people.dialog else {
        return NewConversationView::default();
    };
    let known = &model.people.known;
    NewConversationView {
        open: true,
        query: dialog.query.clone(),
        people: match &dialog.search {
            Search::Idle => People::Idle,
            Search::Due(_) | Search::Asked => People::Searching,
            Search::Found(users) => {
                // Who was found may have another name or picture since.
                let now = |user: &Profile| known.get(&user.id).unwrap_or(user).clone();
                People::Found(users.iter().map(now).collect())
            }
            Search::Failed(code) => People::Failed(*code),
        },
        opening: dialog.opening.map(|(user, _)| user),
    }
}
