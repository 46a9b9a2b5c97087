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

/// The words that others go on to see of someone invisible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct KeptWords {
    /// Which.
    pub status: Status,
    /// When they end, as they would have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
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
    /// While it is invisible: the words that others see, which are those of before, as of someone who has left. What a client says here is not
    /// heeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptWords>,
}

impl Choice {
    /// The choice as of `now`: what of it has ended is none.
    #[must_use]
    pub fn as_of(&self, now: Timestamp) -> Self {
        let lasts = |until: Option<Timestamp>| until.is_none_or(|until| now < until);
        match self.until {
            Some(until) if until <= now => Self {
                since: until,
                ..Self::default()
            },
            _ => Self {
                kept: self.kept.clone().filter(|kept| lasts(kept.until)),
                ..self.clone()
            },
        }
    }

    /// The choice as it is kept when it follows `before`, made when it says that it was. Whoever becomes invisible leaves their words behind as
    /// someone does who goes; whoever stays invisible was last seen when that began. Otherwise a new choice would show that they are there.
    #[must_use]
    pub fn after(self, before: &Self) -> Self {
        let before = before.as_of(self.since);
        let (since, kept) = match (before.mode, self.mode) {
            (Mode::Invisible, Mode::Invisible) => (before.since.min(self.since), before.kept),
            (_, Mode::Invisible) => {
                let words = KeptWords {
                    status: before.status,
                    until: before.until,
                };
                (self.since, Some(words).filter(|it| !it.status.is_empty()))
            }
            _ => (self.since, None),
        };
        Self {
            since,
            kept,
            ..self
        }
    }

    /// When it changes by itself, after `now`.
    pub fn changes_at(&self, now: Timestamp) -> Option<Timestamp> {
        let kept = self.kept.as_ref().and_then(|kept| kept.until);
        let ends = [self.until, kept].into_iter().flatten();
        ends.filter(|end| now < *end).min()
    }

    /// The words that others see.
    pub fn words(self) -> Status {
        match self.mode {
            Mode::Invisible => self.kept.map(|kept| kept.status).unwrap_or_default(),
            _ => self.status,
        }
    }
}
