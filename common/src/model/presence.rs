//! Whether someone is there. The shape only: presence is announced by capability [`crate::protocol::v1::caps::PRESENCE`].

use serde::{Deserialize, Serialize};

/// What a viewer may know about someone's presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Presence {
    /// No live connection.
    Offline {
        /// How long ago, as coarse as the person's policy says.
        seen: Seen,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
