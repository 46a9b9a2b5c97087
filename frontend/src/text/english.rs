//! English.

mod devices;
mod settings;
mod telling;
mod why;

use common::model::{SignedOutBecause, ephemeral::TypingKind, presence::Mode};

use super::{
    Auth, Composer, Consent, Conversation, Keys, Later, Link, Lost, Notices, Notifications, People,
    Presence, Sidebar, Text,
};

pub(super) use self::{devices::DEVICES, settings::SETTINGS, telling::TELLING, why::WHY};

pub(super) const ENGLISH: Text = Text {
    app: "Confab",
    title: |unread, with| {
        let name = with.map_or_else(|| "Confab".to_owned(), |with| format!("{with} – Confab"));
        match unread {
            0 => name,
            1_000.. => format!("(999+) {name}"),
            _ => format!("({unread}) {name}"),
        }
    },
    auth: Auth {
        slogan: "Private conversations that arrive.",
        sign_in: "Sign in",
        create_account: "Create account",
        create_account_link: "Create an account",
        have_account: "Already have an account?",
        no_account: "New here?",
        username: "Username",
        username_rule: "3 to 32 letters, digits, “.”, “_” or “-”, beginning with a letter. People find you by it.",
        display_name: "Display name",
        display_name_rule: "The name that others see: up to 64 characters.",
        password: "Password",
        password_rule: |least| {
            format!("At least {least} characters. Any character counts, spaces too.")
        },
        show_password: "Show password",
        hide_password: "Hide password",
        suggest: "Suggest a passphrase",
        suggested: "Six words drawn at random, one of 2⁵⁴ passphrases. Keep it in your password manager.",
        demo: "This is a demo. Come in as",
        closed: "Accounts are made by whoever runs this server.",
        ended: |because| match because {
            SignedOutBecause::Revoked => {
                "Signed out from another device. Your drafts and unsent messages are kept on this device."
            }
            SignedOutBecause::PasswordChanged => {
                "The password was changed. Your drafts and unsent messages are kept on this device."
            }
            SignedOutBecause::Disabled => "This account was disabled by whoever runs the server.",
            _ => "You were signed out. Your drafts and unsent messages are kept on this device.",
        },
        forgotten: "Password lost?",
        loading: "Loading…",
        unreachable: "The server does not answer. Trying again…",
    },
    sidebar: Sidebar {
        title: "Conversations",
        new_conversation: "New conversation",
        empty: "No conversations yet",
        empty_more: "Find someone by name and say hello.",
        empty_asked: "Open a request to accept it, or find someone by name and say hello.",
        loading: "Loading conversations…",
        draft: |text| format!("Draft: {text}"),
        you: |text| format!("You: {text}"),
        no_text: "Message deleted",
        not_sent: "Not sent",
        unread: |count| match count {
            1 => "1 unread message".to_owned(),
            1_000.. => "more than 999 unread messages".to_owned(),
            _ => format!("{count} unread messages"),
        },
        unread_short: |count| {
            if count >= 1_000 {
                "999+".to_owned()
            } else {
                count.to_string()
            }
        },
        marked: "marked as unread",
        requests: "Requests",
        read_all: "Mark all as read",
        settings: "Settings",
        choose: "Set your status",
        sign_out: "Sign out",
        sign_out_title: "Sign out with unsent messages?",
        sign_out_unsent: |count| {
            let what = match count {
                1 => "1 message has not been sent yet.".to_owned(),
                _ => format!("{count} messages have not been sent yet."),
            };
            format!("{what} Kept on this device, sent at your next sign-in here.")
        },
        sign_out_anyway: "Sign out anyway",
        stay: "Stay signed in",
    },
    conversation: Conversation {
        back: "Back to conversations",
        actions: "More actions",
        messages: "Messages",
        loading: "Loading messages…",
        older: "Loading older messages…",
        start: "The conversation begins here.",
        start_on: |day| format!("The conversation began on {day}."),
        empty: "No messages yet",
        empty_more: |name| format!("This is the beginning of your conversation with {name}."),
        missing: "No such conversation",
        missing_more: "It does not exist, or it is not yours to see.",
        none_open: "Pick up where you left off",
        none_open_more: "Choose a conversation, or find someone new.",
        none_yet: "Welcome to Confab",
        none_yet_more: "Your conversations will be here. Find someone by name, and say hello.",
        jump: |count| match count {
            0 => "Jump to latest".to_owned(),
            _ => format!("Jump to latest ({count})"),
        },
        you: "You",
        someone: "Someone",
        label: |author, text, time| format!("{author}: {text}, {time}"),
        deleted: "This message was deleted.",
        unknown: "This message needs a newer version of the app.",
        edited: "edited",
        show_more: "Show more",
        show_less: "Show less",
        sending: "Sending",
        sent: "Sent",
        delivered: "Delivered",
        read: "Read",
        new: "New messages",
        not_sent: "Not sent",
        old: "It has waited for more than a day. Send it now?",
        retry: "Retry",
        send_now: "Send now",
        copy: "Copy",
        delete: "Delete",
    },
    composer: Composer {
        label: "Message",
        placeholder: "Write a message",
        send: "Send",
        offers: "Drafts from other devices",
        offer: |device| match device {
            "" => "Draft from another device".to_owned(),
            _ => format!("Draft from {device}"),
        },
        take: "Add it here",
        drop: "Discard",
        too_long: |bytes, most| {
            format!(
                "A message has at most {} bytes; this one has {}. Split it, or leave something out.",
                grouped(most),
                grouped(bytes)
            )
        },
        control: |code| {
            format!("It holds a character that cannot be shown (U+{code:04X}). Remove it to send.")
        },
    },
    consent: Consent {
        title: "Between you two",
        waiting: |name| format!("Waiting for {name} to accept."),
        waiting_more: "Until then they see your first message and nothing else.",
        request: |name| format!("{name} wants to talk with you."),
        request_more: "Until you accept, they cannot see that you read this, when you type, or whether you are here.",
        blocked: |name| format!("You have blocked {name}."),
        blocked_more: "Nothing of theirs reaches you. They are not told, but may notice.",
        accept: "Accept",
        decline: "Decline",
        block: "Block",
        unblock: "Unblock",
        block_name: |name| format!("Block {name}"),
        unblock_name: |name| format!("Unblock {name}"),
        report: "Report",
        report_title: "Report this person",
        report_more: "Whoever runs this server will see the messages in this conversation. What is wrong?",
        spam: "Unwanted advertising",
        abuse: "Insults or threats",
        other: "Something else",
        mark_unread: "Mark as unread",
    },
    people: People {
        title: "New conversation",
        find: "Find people",
        rule: "Begin to type a name or username.",
        recent: "Recent conversations",
        found: "People",
        searching: "Searching…",
        none: |query| format!("Nobody called “{query}”. Names match from the beginning of a word."),
    },
    link: Link {
        connecting: "Connecting…",
        updating: "Updating…",
        reconnecting: |seconds| match seconds {
            0 => "Connection lost. Reconnecting…".to_owned(),
            _ => format!("Connection lost. Reconnecting in {seconds} s."),
        },
        offline: "You are offline. Messages will be sent when you are back.",
        going_away: |seconds| match seconds {
            0 => "The server is restarting. Reconnecting…".to_owned(),
            _ => format!("The server is restarting. Reconnecting in {seconds} s."),
        },
        out_of_date: "This version of Confab is out of date. Drafts and unsent messages survive a reload.",
        try_now: "Try now",
    },
    unkept: "This browser keeps nothing for Confab: drafts and unsent messages do not survive closing this tab.",
    notifications: Notifications {
        something: "New message",
        menu: "Notifications",
        muted: "Muted",
    },
    notices: Notices {
        new_build: "A new version of Confab is ready.",
        sign_out_failed: "You are still signed in: the server does not answer.",
        reported: "Thank you. Whoever runs this server will look at it.",
        dismiss: "Dismiss",
        invalid_text: "A message needs at least one visible character, at most 16 KB, and no control characters.",
        username_taken: "Someone has this username, or one that looks like it. Choose another.",
        wrong_credentials: "Wrong username or password.",
        signed_out: "You are no longer signed in.",
        registration_closed: "Accounts are made by whoever runs this server.",
        not_found: "It does not exist, or it is not yours to see.",
        not_accepting: "This person does not take messages from you at the moment.",
        blocked: "You have blocked this person. Unblock them to write.",
        too_many: "There is no room for more of these.",
        rate_limited: "That was too fast. Wait a moment and try again.",
        cross_site: "The server does not know this address. Open Confab at the address it was set up for.",
        storage_full: "The server’s disk is full. Nothing was stored; whoever runs it has to make room.",
        unavailable: "The server does not answer. Try again in a moment.",
        other: "The server refused it.",
    },
    keys: Keys {
        title: "Keyboard shortcuts",
        send: "Send the message",
        line: "Begin a new line",
        switcher: "Find a person or conversation",
        previous: "Previous conversation",
        next: "Next conversation",
        unread: "Previous or next unread conversation",
        message: "Previous or next message, when in the messages",
        why: "Why it is shown as it is, when on a message",
        escape: "Close what is open, or go back to writing",
        list: "Show this list",
        enter_key: "Enter",
        shift_key: "Shift",
        control_key: "Ctrl",
        alt_key: "Alt",
        escape_key: "Esc",
    },
    lost: Lost {
        title: "Nothing here",
        more: "This address does not exist in Confab.",
        home: "Go to your conversations",
    },
    presence: Presence {
        online: "Online",
        away: "Away",
        dnd: "Do not disturb",
        offline: "Offline",
        unknown: "Unknown",
        chosen: |mode| match mode {
            Mode::Away => "Away",
            Mode::Dnd => "Do not disturb",
            Mode::Invisible => "Invisible",
            _ => "",
        },
        seen_at: |time| format!("last seen {time}"),
        recently: "last seen recently",
        within_week: "last seen within a week",
        within_month: "last seen within a month",
        long_ago: "last seen long ago",
    },
    typing: |names, count, kind| {
        let known = |at: usize| names.get(at).filter(|name| !name.is_empty());
        let (who, are) = match (count, known(0), known(1)) {
            (0, ..) => return String::new(),
            (1, Some(one), _) => (one.clone(), "is"),
            (1, None, _) => ("Someone".to_owned(), "is"),
            (2, Some(one), Some(other)) => (format!("{one} and {other}"), "are"),
            _ => (format!("{count} people"), "are"),
        };
        let doing = match kind {
            Some(TypingKind::Voice) => "recording a voice message",
            Some(TypingKind::Upload) => "sending a file",
            _ => "typing",
        };
        format!("{who} {are} {doing}…")
    },
    later: Later {
        loading: "Loading…",
        failed: "This part of Confab did not arrive. Check your connection and try again.",
        again: "Try again",
    },
    why: "Why?",
    why_unread: "Why is it unread?",
    close: "Close",
    reload: "Reload",
    crash: "Confab has stopped",
    crash_more: "Something went wrong in the app. Your drafts and unsent messages are safe on this device.",
};

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
