//! A password on its way to be hashed.

use core::fmt;

use crate::limits::{PASSWORD_BYTES, PASSWORD_CHARS_FLOOR};

/// A password that is long enough. Never printed: `Debug` shows nothing of it, and there is no `Display` or `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text is no password here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Fewer characters than the server asks for.
    #[error(
        "A password has at least {least} characters; this one has {chars}. Three or four unrelated words make a good one."
    )]
    TooShort {
        /// The least that this server asks for.
        least: usize,
        /// How many this one has.
        chars: usize,
    },
    /// More than [`PASSWORD_BYTES`] bytes.
    #[error("A password has at most 1,024 bytes.")]
    TooLong,
}

impl Password {
    /// Reads a new password. `least` is the server's setting in characters; below [`PASSWORD_CHARS_FLOOR`] the floor counts. Every
    /// character is allowed, nothing is trimmed or truncated.
    pub fn parse(text: &str, least: usize) -> Result<Self, InvalidPassword> {
        let least = least.max(PASSWORD_CHARS_FLOOR);
        let chars = text.chars().count();
        if chars < least {
            return Err(InvalidPassword::TooShort { least, chars });
        }
        Self::given(text)
    }

    /// Takes a password that is to be compared with a stored one: only the bound on the work of hashing counts, since the rule for new
    /// passwords may have changed since this one was chosen.
    pub fn given(text: &str) -> Result<Self, InvalidPassword> {
        if text.len() > PASSWORD_BYTES {
            Err(InvalidPassword::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The bytes to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
