//! The words about what is told outside the window. A catalogue of its own, so that it is loaded with what shows them.

use super::english;

/// The words in the reader's language.
pub(crate) fn telling() -> &'static Telling {
    &english::TELLING
}

/// One language.
pub(crate) struct Telling {
    pub(crate) offer: &'static str,
    pub(crate) allow: &'static str,
    pub(crate) later: &'static str,
    pub(crate) denied: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) menu_muted: &'static str,
    pub(crate) which: &'static str,
    pub(crate) all: &'static str,
    pub(crate) mentions: &'static str,
    pub(crate) none: &'static str,
    pub(crate) mute: &'static str,
    pub(crate) one_hour: &'static str,
    pub(crate) eight_hours: &'static str,
    pub(crate) for_good: &'static str,
    pub(crate) unmute: &'static str,
    pub(crate) muted_until: fn(&str) -> String,
    pub(crate) muted_for_good: &'static str,
    pub(crate) nobody_learns: &'static str,
}
