//! Whether someone is there: what they choose to show, and what a viewer may know.

use serde::Serialize;

use crate::{json::Read, time::Timestamp};

/// What a viewer may know about someone's presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Presence {
    /// No live connection.
    Offline {
        /// How long ago, as coarse as the person's policy says.
        seen: Seen,
        /// When, to the minute, where the policy allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Connected, but idle.
    Away,
    /// Connected and active.
    Online,
    /// Asked not to be disturbed.
    Dnd,
    /// Not known, or not for this viewer to know. Its own value: it must never look like offline.
    #[default]
    #[serde(other)]
    Unknown,
}

/// How long ago someone was last there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Seen {
    /// Within three days.
    Recently,
    /// Within seven days.
    WithinWeek,
    /// Within thirty days.
    WithinMonth,
    /// Longer ago, or not for this viewer to know.
    #[serde(other)]
    LongAgo,
}

/// What someone chooses to be shown as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mode {
    /// As they are: online, away, offline.
    Auto,
    /// Away, however active.
    Away,
    /// Not to be disturbed: nothing makes a sound or pops up.
    Dnd,
    /// As if offline since the moment of choosing.
    Invisible,
    /// A mode that a newer version has; shown as [`Mode::Auto`].
    #[default]
    #[serde(other)]
    Unknown,
}

/// A few words beside a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Status {
    /// The words, at most [`crate::limits::STATUS_CHARS`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// One emoji.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub emoji: String,
}

impl Status {
    /// Nothing is said.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.emoji.is_empty()
    }
}

/// What a person chose to be shown as, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Choice {
    /// As what.
    pub mode: Mode,
    /// With which words.
    #[serde(default, skip_serializing_if = "Status::is_empty")]
    pub status: Status,
    /// When it was chosen, by the server's clock: an invisible person was last seen then. What a client says here is not heeded.
    #[serde(default)]
    pub since: Timestamp,
    /// When it ends by itself and automatic presence without words returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Choice {
    /// The choice as of `now`: one that has ended is none.
    #[must_use]
    pub fn as_of(&self, now: Timestamp) -> Self {
        match self.until {
            Some(until) if until <= now => Self {
                since: until,
                ..Self::default()
            },
            _ => self.clone(),
        }
    }
}
