//! The words that explain why something is shown as it is. A catalogue of its own, so that it is loaded with them.

use super::english;

/// The words in the reader's language.
pub(crate) fn why() -> &'static Why {
    &english::WHY
}

/// One language.
pub(crate) struct Why {
    pub(crate) gone: &'static str,

    /// Under a message: why its tick is as it is. Where there is one other person, with their name.
    pub(crate) theirs: fn(&str) -> String,
    pub(crate) writing_down: &'static str,
    pub(crate) no_connection: &'static str,
    pub(crate) in_line: &'static str,
    pub(crate) unanswered: &'static str,
    pub(crate) told_to_wait: &'static str,
    pub(crate) asking: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) alone: &'static str,
    pub(crate) not_offered: &'static str,
    pub(crate) hidden: &'static str,
    pub(crate) blocked: &'static str,
    pub(crate) not_accepted: &'static str,
    pub(crate) crowd: &'static str,
    pub(crate) log: &'static str,
    pub(crate) devices: &'static str,
    pub(crate) eyes: &'static str,

    pub(crate) people: &'static str,
    pub(crate) reached: [&'static str; 3],
    pub(crate) received: fn(&str) -> String,
    pub(crate) read: fn(&str) -> String,
    pub(crate) received_at_unknown: &'static str,
    pub(crate) read_at_unknown: &'static str,
    pub(crate) times_awaited: &'static str,
    pub(crate) times_offline: &'static str,

    /// Whether a message counts as unread, where the reader has read up to this place.
    pub(crate) counts: fn(u64) -> String,
    pub(crate) counts_not_read: fn(u64) -> String,
    pub(crate) counts_not_own: &'static str,
    pub(crate) counts_not_deleted: &'static str,

    pub(crate) facts: &'static str,
    pub(crate) place: &'static str,
    pub(crate) place_none: &'static str,
    pub(crate) change: &'static str,
    pub(crate) committed: &'static str,
    pub(crate) written: &'static str,
    pub(crate) edited: &'static str,
    pub(crate) key: &'static str,

    /// What is unread.
    pub(crate) nothing_unread: &'static str,
    pub(crate) read_up_to: fn(u64, u64) -> String,
    pub(crate) read_unknown: &'static str,
    pub(crate) counted_here: fn(u32, u64) -> String,
    pub(crate) counted_before: fn(u32, u64) -> String,
    pub(crate) own: fn(u32) -> String,
    pub(crate) deleted: fn(u32) -> String,
    pub(crate) watching: &'static str,
    pub(crate) marked: &'static str,
    pub(crate) request: &'static str,

    /// Whether someone is there, with their name.
    pub(crate) online: fn(&str) -> String,
    pub(crate) away: fn(&str) -> String,
    pub(crate) dnd: fn(&str) -> String,
    pub(crate) offline: fn(&str) -> String,
    pub(crate) unknown_no_connection: fn(&str) -> String,
    pub(crate) unknown_blocked: fn(&str) -> String,
    pub(crate) unknown_not_accepted: fn(&str) -> String,
    pub(crate) unknown_own_setting: fn(&str) -> String,
    pub(crate) unknown_not_said: fn(&str) -> String,
    pub(crate) presence_not_offered: &'static str,
}
