//! The composer of one conversation.

use common::{
    ids::ConversationId,
    limits::MESSAGE_BYTES,
    validate::{InvalidMessageText, MessageText},
};

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
pub fn composer(model: &Model, conv: ConversationId) -> ComposerView {
    let Some(me) = model.me() else {
        return ComposerView::default();
    };
    let enabled = model.conversations.get(conv).is_some_and(|held| {
        let mut members = held.members().iter();
        members.any(|member| member.user == me && member.is_current())
    });
    let draft = model.drafts.get(me, conv);
    let parsed = MessageText::parse(draft.map_or("", |draft| draft.remainder()));
    ComposerView {
        text: draft.map(|draft| draft.text.clone()).unwrap_or_default(),
        enabled,
        can_send: enabled && parsed.is_ok(),
        notice: match parsed {
            Ok(_) | Err(InvalidMessageText::Empty) => None,
            Err(InvalidMessageText::TooLong { bytes }) => Some(ComposerNotice::TooLong {
                bytes,
                most: MESSAGE_BYTES,
            }),
            Err(InvalidMessageText::ControlCharacter { code }) => {
                Some(ComposerNotice::ControlCharacter { code })
            }
        },
    }
}
