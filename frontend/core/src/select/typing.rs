//! Who types in one conversation.

use common::{ids::ConversationId, model::ephemeral::TypingKind};

use crate::model::Model;

/// Who types; nobody, if `count` is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypingView {
    /// The names of the first of them; empty where one is not known.
    pub names: Vec<String>,
    /// How many they are.
    pub count: usize,
    /// What they prepare, where it is the same.
    pub kind: Option<TypingKind>,
    /// A screen reader says so: not more often than every ten seconds.
    pub aloud: bool,
}

/// Who types in a conversation.
pub fn typing(model: &Model, conv: ConversationId) -> TypingView {
    let Some(heard) = model.typing.of(conv) else {
        return TypingView::default();
    };
    let kind = heard.users.first().map(|first| first.kind);
    let alike = heard.users.iter().all(|typist| Some(typist.kind) == kind);
    let names = heard.users.iter();
    TypingView {
        names: names
            .map(|typist| model.people.name(typist.user).to_owned())
            .collect(),
        count: heard.users.len() + usize::from(heard.more),
        kind: kind.filter(|_| alike && heard.more == 0),
        aloud: heard.aloud,
    }
}
