//! Every word that a person reads, in one typed catalogue.
//!
//! A language is a constant of type [`Text`]: what is fixed is a string, what holds numbers or names is a function, so that each language
//! forms its own plurals and word order. A missing sentence does not compile. To add a language: a file like [`english`] beside it, and
//! its line in [`text`]. Dates and times are not here: the browser writes them in the reader's own way.

use common::{
    model::{
        self, SignedOutBecause,
        ephemeral::TypingKind,
        presence::{Mode, Seen, Status},
    },
    protocol::v1::ErrorCode,
    time::Timestamp,
};

pub(crate) mod devices;
mod english;
pub(crate) mod settings;
pub(crate) mod telling;
pub(crate) mod why;

/// The catalogue in the reader's language.
pub(crate) fn text() -> &'static Text {
    &english::ENGLISH
}

/// One language.
pub(crate) struct Text {
    /// The product's name.
    pub(crate) app: &'static str,
    /// The window's title: how much is unread, and with whom one is talking.
    pub(crate) title: fn(u32, Option<&str>) -> String,
    /// Signing in and registering.
    pub(crate) auth: Auth,
    /// The list of conversations.
    pub(crate) sidebar: Sidebar,
    /// One conversation.
    pub(crate) conversation: Conversation,
    /// The composer.
    pub(crate) composer: Composer,
    /// What stands between two people.
    pub(crate) consent: Consent,
    /// The dialog that begins a conversation or goes to one.
    pub(crate) people: People,
    /// The state of the connection.
    pub(crate) link: Link,
    /// Nothing is kept.
    pub(crate) unkept: &'static str,
    /// What is told outside the window.
    pub(crate) notifications: Notifications,
    /// What is said in passing, and what the server refuses.
    pub(crate) notices: Notices,
    /// The list of keys.
    pub(crate) keys: Keys,
    /// The page for addresses that lead nowhere.
    pub(crate) lost: Lost,
    /// Presence.
    pub(crate) presence: Presence,
    /// Who types: the first names, how many they are, and what they prepare, where it is the same.
    pub(crate) typing: fn(&[String], usize, Option<TypingKind>) -> String,
    /// A part of the app that is loaded when it is first shown.
    pub(crate) later: Later,
    /// Asks why something is shown as it is.
    pub(crate) why: &'static str,
    /// The same of what is unread in a conversation.
    pub(crate) why_unread: &'static str,
    /// Closes a dialog.
    pub(crate) close: &'static str,
    /// Loads the app anew.
    pub(crate) reload: &'static str,
    /// The heading over a crash.
    pub(crate) crash: &'static str,
    /// What is said under it.
    pub(crate) crash_more: &'static str,
}

/// Signing in and registering.
pub(crate) struct Auth {
    pub(crate) slogan: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) create_account: &'static str,
    pub(crate) create_account_link: &'static str,
    pub(crate) have_account: &'static str,
    pub(crate) no_account: &'static str,
    pub(crate) username: &'static str,
    pub(crate) username_rule: &'static str,
    pub(crate) display_name: &'static str,
    pub(crate) display_name_rule: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_rule: fn(usize) -> String,
    pub(crate) show_password: &'static str,
    pub(crate) hide_password: &'static str,
    pub(crate) suggest: &'static str,
    pub(crate) suggested: &'static str,
    pub(crate) demo: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) ended: fn(SignedOutBecause) -> &'static str,
    pub(crate) forgotten: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) unreachable: &'static str,
}

/// The list of conversations.
pub(crate) struct Sidebar {
    pub(crate) title: &'static str,
    pub(crate) new_conversation: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) empty_more: &'static str,
    /// The same, where someone asks to talk.
    pub(crate) empty_asked: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) draft: fn(&str) -> String,
    pub(crate) you: fn(&str) -> String,
    pub(crate) no_text: &'static str,
    pub(crate) not_sent: &'static str,
    pub(crate) unread: fn(u32) -> String,
    pub(crate) unread_short: fn(u32) -> String,
    pub(crate) marked: &'static str,
    pub(crate) requests: &'static str,
    pub(crate) read_all: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) sign_out_title: &'static str,
    pub(crate) sign_out_unsent: fn(usize) -> String,
    pub(crate) sign_out_anyway: &'static str,
    pub(crate) stay: &'static str,
}

/// One conversation.
pub(crate) struct Conversation {
    pub(crate) back: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) messages: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) older: &'static str,
    pub(crate) start: &'static str,
    pub(crate) start_on: fn(&str) -> String,
    pub(crate) empty: &'static str,
    pub(crate) empty_more: fn(&str) -> String,
    pub(crate) missing: &'static str,
    pub(crate) missing_more: &'static str,
    pub(crate) none_open: &'static str,
    pub(crate) none_open_more: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) none_yet_more: &'static str,
    pub(crate) jump: fn(u32) -> String,
    pub(crate) you: &'static str,
    pub(crate) someone: &'static str,
    pub(crate) label: fn(&str, &str, &str) -> String,
    pub(crate) deleted: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) edited: &'static str,
    pub(crate) show_more: &'static str,
    pub(crate) show_less: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) read: &'static str,
    pub(crate) new: &'static str,
    pub(crate) not_sent: &'static str,
    pub(crate) old: &'static str,
    pub(crate) retry: &'static str,
    pub(crate) send_now: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) delete: &'static str,
}

/// The composer.
pub(crate) struct Composer {
    pub(crate) label: &'static str,
    pub(crate) placeholder: &'static str,
    pub(crate) send: &'static str,
    /// What was begun on another device, by its name and text.
    pub(crate) offers: &'static str,
    pub(crate) offer: fn(&str) -> String,
    pub(crate) take: &'static str,
    pub(crate) drop: &'static str,
    pub(crate) too_long: fn(usize, usize) -> String,
    pub(crate) control: fn(u32) -> String,
}

/// What stands between two people, and what one may do about it.
pub(crate) struct Consent {
    pub(crate) title: &'static str,
    pub(crate) waiting: fn(&str) -> String,
    pub(crate) waiting_more: &'static str,
    pub(crate) request: fn(&str) -> String,
    pub(crate) request_more: &'static str,
    pub(crate) blocked: fn(&str) -> String,
    pub(crate) blocked_more: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) block: &'static str,
    pub(crate) unblock: &'static str,
    pub(crate) block_name: fn(&str) -> String,
    pub(crate) unblock_name: fn(&str) -> String,
    pub(crate) report: &'static str,
    pub(crate) report_title: &'static str,
    pub(crate) report_more: &'static str,
    pub(crate) spam: &'static str,
    pub(crate) abuse: &'static str,
    pub(crate) other: &'static str,
    pub(crate) mark_unread: &'static str,
}

/// The dialog that begins a conversation or goes to one.
pub(crate) struct People {
    pub(crate) title: &'static str,
    pub(crate) find: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) recent: &'static str,
    pub(crate) found: &'static str,
    pub(crate) searching: &'static str,
    pub(crate) none: fn(&str) -> String,
}

/// The state of the connection.
pub(crate) struct Link {
    pub(crate) connecting: &'static str,
    pub(crate) updating: &'static str,
    pub(crate) reconnecting: fn(u64) -> String,
    pub(crate) offline: &'static str,
    pub(crate) going_away: fn(u64) -> String,
    pub(crate) out_of_date: &'static str,
    pub(crate) try_now: &'static str,
}

/// What is told outside the window; the rest is in [`telling`].
pub(crate) struct Notifications {
    pub(crate) something: &'static str,
    pub(crate) menu: &'static str,
    pub(crate) muted: &'static str,
}

/// What is said in passing, and what the server refuses.
pub(crate) struct Notices {
    pub(crate) new_build: &'static str,
    pub(crate) sign_out_failed: &'static str,
    pub(crate) reported: &'static str,
    pub(crate) dismiss: &'static str,
    pub(crate) invalid_text: &'static str,
    pub(crate) username_taken: &'static str,
    pub(crate) wrong_credentials: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) registration_closed: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_accepting: &'static str,
    pub(crate) blocked: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) rate_limited: &'static str,
    pub(crate) cross_site: &'static str,
    pub(crate) storage_full: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) other: &'static str,
}

/// The list of keys.
pub(crate) struct Keys {
    pub(crate) title: &'static str,
    pub(crate) send: &'static str,
    pub(crate) line: &'static str,
    pub(crate) switcher: &'static str,
    pub(crate) previous: &'static str,
    pub(crate) next: &'static str,
    pub(crate) unread: &'static str,
    pub(crate) message: &'static str,
    pub(crate) why: &'static str,
    pub(crate) escape: &'static str,
    pub(crate) list: &'static str,
    pub(crate) enter_key: &'static str,
    pub(crate) shift_key: &'static str,
    pub(crate) control_key: &'static str,
    pub(crate) alt_key: &'static str,
    pub(crate) escape_key: &'static str,
}

/// The page for addresses that lead nowhere.
pub(crate) struct Lost {
    pub(crate) title: &'static str,
    pub(crate) more: &'static str,
    pub(crate) home: &'static str,
}

/// Presence.
pub(crate) struct Presence {
    pub(crate) online: &'static str,
    pub(crate) away: &'static str,
    pub(crate) dnd: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) unknown: &'static str,
    /// What one chose to be shown as; nothing for what is so by itself.
    pub(crate) chosen: fn(Mode) -> &'static str,
    pub(crate) seen_at: fn(&str) -> String,
    pub(crate) recently: &'static str,
    pub(crate) within_week: &'static str,
    pub(crate) within_month: &'static str,
    pub(crate) long_ago: &'static str,
}

/// A part of the app that is loaded when it is first shown.
pub(crate) struct Later {
    pub(crate) loading: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) again: &'static str,
}

/// The words for a refusal: the app's own for the codes it knows; else the server's, which are English.
pub(crate) fn refusal(code: ErrorCode, message: &str) -> String {
    let notices = &text().notices;
    let own = match code {
        ErrorCode::InvalidText => notices.invalid_text,
        ErrorCode::UsernameTaken => notices.username_taken,
        ErrorCode::WrongCredentials => notices.wrong_credentials,
        ErrorCode::SignedOut => notices.signed_out,
        ErrorCode::RegistrationClosed => notices.registration_closed,
        ErrorCode::NotFound => notices.not_found,
        ErrorCode::NotAccepting => notices.not_accepting,
        ErrorCode::Blocked => notices.blocked,
        ErrorCode::TooMany => notices.too_many,
        ErrorCode::RateLimited => notices.rate_limited,
        ErrorCode::CrossSite => notices.cross_site,
        ErrorCode::StorageFull => notices.storage_full,
        ErrorCode::Unavailable => notices.unavailable,
        _ if message.is_empty() => notices.other,
        _ => return message.to_owned(),
    };
    own.to_owned()
}

/// Presence in a word.
pub(crate) fn presence(presence: model::Presence) -> &'static str {
    let words = &text().presence;
    match presence {
        model::Presence::Online => words.online,
        model::Presence::Away => words.away,
        model::Presence::Dnd => words.dnd,
        model::Presence::Offline { .. } => words.offline,
        _ => words.unknown,
    }
}

/// Presence, and when someone was last there, as exactly as one may know it.
pub(crate) fn presence_in_full(
    shown: model::Presence,
    write: impl Fn(Timestamp) -> String,
) -> String {
    let words = &text().presence;
    let model::Presence::Offline { seen, at } = shown else {
        return presence(shown).to_owned();
    };
    let seen = match (at, seen) {
        (Some(at), _) => (words.seen_at)(&write(at)),
        (None, Seen::Recently) => words.recently.to_owned(),
        (None, Seen::WithinWeek) => words.within_week.to_owned(),
        (None, Seen::WithinMonth) => words.within_month.to_owned(),
        _ => words.long_ago.to_owned(),
    };
    format!("{}, {seen}", words.offline)
}

/// The words beside a name.
pub(crate) fn status(status: &Status) -> String {
    let words = [status.emoji.as_str(), status.text.as_str()];
    words.join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests;
