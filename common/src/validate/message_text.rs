//! What a person writes.

use serde::Serialize;

use super::validated_text;
use crate::limits::MESSAGE_BYTES;

/// A message's text: at least one visible character, at most [`MESSAGE_BYTES`] bytes of UTF-8, no control characters but line break and
/// tab. White space around it is dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct MessageText(String);

validated_text!(MessageText, InvalidMessageText);

/// Why a text is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMessageText {
    /// Nothing but white space.
    #[error("A message has at least one visible character.")]
    Empty,
    /// More than [`MESSAGE_BYTES`] bytes.
    #[error(
        "A message has at most 16,384 bytes; this one has {bytes}. Split it, or leave something out."
    )]
    TooLong {
        /// The length of the text, in bytes of UTF-8.
        bytes: usize,
    },
    /// A control character other than line break and tab.
    #[error(
        "A message has no control characters but line breaks and tabs; this one has U+{code:04X}."
    )]
    ControlCharacter {
        /// The first one found.
        code: u32,
    },
}

impl MessageText {
    /// Reads a message. Windows line ends become `\n`, because that is what was meant.
    pub fn parse(text: &str) -> Result<Self, InvalidMessageText> {
        let text = text.trim();
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        if text.chars().all(super::is_blank) {
            return Err(InvalidMessageText::Empty);
        }
        if text.len() > MESSAGE_BYTES {
            return Err(InvalidMessageText::TooLong { bytes: text.len() });
        }
        match text
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            Some(control) => Err(InvalidMessageText::ControlCharacter {
                code: u32::from(control),
            }),
            None => Ok(Self(text)),
        }
    }
}
