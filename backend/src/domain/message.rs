//! What may be sent, and what makes two sends the same.

use common::{
    ids::{ConversationId, IdempotencyKey},
    model::{Body, Draft},
    seq::Seq,
    validate::{InvalidMessageText, MessageText},
};

/// A draft that may be stored, if the conversation admits its author: its text is valid and in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postable {
    cid: IdempotencyKey,
    text: MessageText,
    reply_to: Option<Seq>,
}

/// Why a draft cannot be stored, whoever sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpostable {
    /// The text is not a message's.
    #[error(transparent)]
    Text(#[from] InvalidMessageText),
    /// A kind of content that this server does not take.
    #[error("This server takes plain text only, without files and mentions.")]
    Unsupported,
}

impl Postable {
    /// Judges what a client sent. White space around the text goes, so that a retry from an older or newer client is still the same.
    pub fn parse(draft: &Draft) -> Result<Self, Unpostable> {
        let Body::Text { text } = &draft.body else {
            return Err(Unpostable::Unsupported);
        };
        if !draft.files.is_empty() || !draft.mentions.is_empty() {
            return Err(Unpostable::Unsupported);
        }
        Ok(Self {
            cid: draft.cid,
            text: MessageText::parse(text)?,
            reply_to: draft.reply_to,
        })
    }

    /// The idempotency key.
    pub fn cid(&self) -> IdempotencyKey {
        self.cid
    }

    /// The entry it answers.
    pub fn reply_to(&self) -> Option<Seq> {
        self.reply_to
    }

    /// The bytes whose digest identifies the content: two sends with one key are the same send if and only if these are equal. Every part
    /// has a fixed length or comes last, so no two contents share their bytes.
    pub fn fingerprint(&self, conv: ConversationId) -> Vec<u8> {
        let text = self.text.as_str().as_bytes();
        let mut bytes = Vec::with_capacity(1 + 16 + 8 + text.len());
        bytes.push(1); // the version of this layout
        bytes.extend_from_slice(conv.as_bytes());
        bytes.extend_from_slice(&self.reply_to.unwrap_or(Seq::ZERO).get().to_be_bytes());
        bytes.extend_from_slice(text);
        bytes
    }

    /// The draft in its normal form.
    pub fn into_draft(self) -> Draft {
        Draft {
            cid: self.cid,
            body: self.text.into(),
            reply_to: self.reply_to,
            files: Vec::new(),
            mentions: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
