//! What is sent but never stored.

use serde::Serialize;

use crate::{ids::UserId, json::Read};

/// What someone is preparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TypingKind {
    /// Text.
    Text,
    /// A voice message.
    Voice,
    /// A file.
    #[serde(other)]
    Upload,
}

/// One person in the set of those who are typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Typist {
    /// Who.
    pub user: UserId,
    /// What they are preparing.
    pub kind: TypingKind,
}
