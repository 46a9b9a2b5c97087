//! The name one signs in with and is found by.

use serde::Serialize;

use super::{kept_text, validated_text};
use crate::json::Read;
use crate::limits::USERNAME_CHARS;

/// A username: 3 to 32 letters, digits, `.`, `_` or `-`, beginning with a letter. Letters of every script are allowed; that no two accounts
/// *look* alike is the server's rule, which knows the other accounts. Kept as typed; compared by skeleton.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Read)]
#[serde(transparent)]
pub struct Username(String);

validated_text!(Username, InvalidUsername);
kept_text!(Username);

/// Why a text is no username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// Fewer than 3 or more than 32 characters.
    #[error("A username has 3 to 32 characters; this one has {0}.")]
    Length(usize),
    /// Begins with a digit or a mark.
    #[error("A username begins with a letter.")]
    Start,
    /// Holds something that is no letter, digit, `.`, `_` or `-`.
    #[error("A username has only letters, digits, “.”, “_” and “-”.")]
    Character,
}

impl Username {
    /// Reads a username; spaces around it are dropped, because every on-screen keyboard adds them.
    pub fn parse(text: &str) -> Result<Self, InvalidUsername> {
        let text = text.trim();
        let chars = text.chars().count();
        if !USERNAME_CHARS.contains(&chars) {
            return Err(InvalidUsername::Length(chars));
        }
        if !text.starts_with(char::is_alphabetic) {
            return Err(InvalidUsername::Start);
        }
        if text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUsername::Character)
        }
    }
}
