//! What the person shows in one conversation.

use common::{fold::receipts::gives_receipts, ids::ConversationId, model::settings::Circle};

use crate::model::Model;

/// What the person shows in one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HereView {
    /// What was delivered and read.
    pub receipts: bool,
    /// That they type; none: they show it nowhere, which a conversation cannot change.
    pub typing: Option<bool>,
}

/// What the person shows in one conversation.
pub fn here(model: &Model, conv: ConversationId) -> HereView {
    let held = model.conversations.get(conv);
    let standing = held.and_then(|held| held.place.standing());
    let here = standing
        .map(|standing| standing.settings)
        .unwrap_or_default();
    let account = model.settings().privacy;
    HereView {
        receipts: gives_receipts(&account, here.receipts),
        typing: (account.typing != Circle::Nobody).then(|| here.typing != Some(false)),
    }
}
