//! One entry of a timeline.

use serde::Serialize;

use crate::{
    ids::{FileId, IdempotencyKey, UserId},
    json::Read,
    seq::Seq,
    time::Timestamp,
    validate::MessageText,
};

/// What a message says. Opaque to the server's rules beyond its size and form, so that an encrypted payload can take its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Body {
    /// Plain text. A `String` and not a [`MessageText`]: a frame with a bad text must still decode, so that the sender gets an error that
    /// names the text and not the frame. The server parses it before it is stored.
    Text {
        /// The text.
        text: String,
    },
    /// The message was deleted; it keeps its place.
    Deleted,
    /// Something a newer version wrote.
    #[serde(other)]
    Unknown,
}

impl Body {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Deleted | Self::Unknown => None,
        }
    }
}

impl From<MessageText> for Body {
    fn from(text: MessageText) -> Self {
        Self::Text {
            text: text.into_string(),
        }
    }
}

/// A message that a client asks the server to append. `cid` names the attempt, for ever; the rest must not change under the same `cid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Draft {
    /// The idempotency key.
    pub cid: IdempotencyKey,
    /// What it says.
    pub body: Body,
    /// The entry it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
    /// Files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// People it calls on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
}

/// A message as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Message {
    /// Who wrote it.
    pub author: UserId,
    /// When the server committed it; for display.
    pub at: Timestamp,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<Timestamp>,
    /// What the author sent.
    #[serde(flatten)]
    pub draft: Draft,
}

/// A place in a timeline and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Entry {
    /// The place.
    pub seq: Seq,
    /// The message.
    #[serde(flatten)]
    pub message: Message,
}
