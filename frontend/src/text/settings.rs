//! The words of the settings, and of what one chooses to be shown as. A catalogue of its own, so that it is loaded with them.

use common::model::{presence::Mode, settings::Circle};

use super::english;

/// The words in the reader's language.
pub(crate) fn settings() -> &'static Settings {
    &english::SETTINGS
}

/// One language.
pub(crate) struct Settings {
    pub(crate) title: &'static str,
    pub(crate) profile: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) notifications: &'static str,
    pub(crate) appearance: &'static str,
    pub(crate) devices: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) not_offered: &'static str,

    pub(crate) picture: Picture,
    pub(crate) name: &'static str,
    pub(crate) name_rule: &'static str,
    pub(crate) name_empty: &'static str,
    pub(crate) name_long: fn(usize) -> String,
    pub(crate) name_save: &'static str,
    pub(crate) username: fn(&str) -> String,
    pub(crate) seen_as: &'static str,
    pub(crate) sees_picture: fn(bool) -> &'static str,
    /// A contact, someone one talks with, someone who has written first, someone who is blocked.
    pub(crate) viewers: [&'static str; 4],
    pub(crate) sees_now: fn(&str) -> String,
    pub(crate) sees_gone: fn(&str) -> String,
    pub(crate) sees_typing: fn(bool) -> &'static str,
    pub(crate) sees_receipts: fn(bool) -> &'static str,

    /// Everyone, contacts, nobody.
    pub(crate) circles: [&'static str; 3],
    pub(crate) mutual: &'static str,
    pub(crate) receipts: &'static str,
    pub(crate) receipts_more: fn(bool) -> &'static str,
    pub(crate) typing: &'static str,
    pub(crate) typing_more: fn(Circle) -> &'static str,
    pub(crate) presence: &'static str,
    pub(crate) presence_more: fn(Circle) -> &'static str,
    pub(crate) last_seen: &'static str,
    pub(crate) last_seen_more: fn(Circle) -> &'static str,

    pub(crate) contacts: Contacts,
    pub(crate) here: Here,

    pub(crate) sound: &'static str,
    pub(crate) sound_more: fn(bool) -> &'static str,
    pub(crate) preview: &'static str,
    pub(crate) preview_more: fn(bool) -> &'static str,

    pub(crate) theme: &'static str,
    /// System, light, dark.
    pub(crate) themes: [&'static str; 3],
    pub(crate) theme_more: &'static str,

    pub(crate) choice: &'static str,
    pub(crate) mode: fn(Mode) -> &'static str,
    pub(crate) mode_more: fn(Mode) -> &'static str,
    pub(crate) status: &'static str,
    pub(crate) status_rule: &'static str,
    pub(crate) emoji: &'static str,
    pub(crate) no_emoji: &'static str,
    pub(crate) lasting: &'static str,
    /// For ever, half an hour, an hour, today.
    pub(crate) lastings: [&'static str; 4],
    pub(crate) choose: &'static str,
}

/// One's picture.
pub(crate) struct Picture {
    pub(crate) title: &'static str,
    pub(crate) more: &'static str,
    pub(crate) file: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) set: &'static str,
    pub(crate) removing: &'static str,
    pub(crate) removed: &'static str,
    pub(crate) invalid: &'static str,
}

/// Contacts, requests, and who is blocked.
pub(crate) struct Contacts {
    pub(crate) title: &'static str,
    pub(crate) own: &'static str,
    pub(crate) own_more: &'static str,
    pub(crate) own_none: &'static str,
    pub(crate) asking: &'static str,
    pub(crate) asking_more: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) asked_more: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) declined_more: &'static str,
    pub(crate) blocked: &'static str,
    pub(crate) blocked_more: &'static str,
    pub(crate) blocked_none: &'static str,
    pub(crate) write: &'static str,
    pub(crate) remove: &'static str,
    /// What is done, and to whom.
    pub(crate) named: fn(&str, &str) -> String,
    pub(crate) add_name: fn(&str) -> String,
    pub(crate) remove_name: fn(&str) -> String,
}

/// What one shows in one conversation.
pub(crate) struct Here {
    pub(crate) hide_receipts: &'static str,
    pub(crate) show_receipts: &'static str,
    pub(crate) hide_typing: &'static str,
    pub(crate) show_typing: &'static str,
}
