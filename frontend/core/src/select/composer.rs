//! The composer of one conversation.

use common::ids::ConversationId;

use crate::model::Model;

/// The composer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComposerView {
    /// What it says. The text field shows this when it differs from what it has.
    pub text: String,
    /// It may be written in: the conversation is known, and one is a member.
    pub enabled: bool,
    /// There is something to send and nothing wrong with it.
    pub can_send: bool,
    /// What is wrong with the text.
    pub notice: Option<ComposerNotice>,
}

/// What is wrong with the text, by the same rule as the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposerNotice {
    /// Too many bytes.
    TooLong {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        most: usize,
    },
    /// A control character other than line break and tab.
    ControlCharacter {
        /// Its code point.
        code: u32,
    },
}

/// The composer of a conversation.
pub fn composer(_model: &Model, _conv: ConversationId) -> ComposerView {
    ComposerView::default()
}
