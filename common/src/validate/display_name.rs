//! The name that others see.

use serde::Serialize;

use super::{is_invisible, kept_text, validated_text};
use crate::json::Read;
use crate::limits::DISPLAY_NAME_CHARS;

/// A display name: 1 to 64 visible characters. Free, not unique; control, zero-width and direction-changing characters are taken out, and
/// runs of white space become one space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Read)]
#[serde(transparent)]
pub struct DisplayName(String);

validated_text!(DisplayName, InvalidDisplayName);
kept_text!(DisplayName);

/// Why a text is no display name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDisplayName {
    /// Nothing visible is left.
    #[error("A display name has at least one visible character.")]
    Empty,
    /// More than 64 characters.
    #[error("A display name has at most 64 characters; this one has {0}.")]
    Length(usize),
}

impl DisplayName {
    /// Reads a display name; what may not be in one is taken out rather than refused, since people paste names from anywhere.
    pub fn parse(text: &str) -> Result<Self, InvalidDisplayName> {
        let visible: String = text
            .chars()
            .filter(|c| c.is_whitespace() || !(c.is_control() || is_invisible(*c)))
            .collect();
        let name = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(InvalidDisplayName::Empty),
            n if n > *DISPLAY_NAME_CHARS.end() => Err(InvalidDisplayName::Length(n)),
            _ => Ok(Self(name)),
        }
    }
}
