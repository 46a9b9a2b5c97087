//! English: the settings.

use common::model::{presence::Mode, settings::Circle};

use crate::text::settings::{Contacts, Here, Picture, Settings};

pub(in crate::text) static SETTINGS: Settings = Settings {
    title: "Settings",
    profile: "Profile",
    privacy: "Privacy",
    notifications: "Notifications",
    appearance: "Appearance",
    devices: "Devices",
    saving: "Saving…",
    saved: "Saved",
    not_offered: "This server does not offer these settings.",

    picture: Picture {
        title: "Picture",
        more: "Whoever you write to or talk with sees it, everywhere and at once, beside old messages too. Someone who writes to you first sees your initials until you accept, and so does everyone you have blocked.",
        file: "Picture file",
        choose: "Choose a picture",
        remove: "Remove picture",
        rule: "PNG, JPEG or WebP. Its middle square is shown, and nothing else of the file leaves this device.",
        setting: "Sending your picture…",
        set: "Others see your picture now.",
        removing: "Removing your picture…",
        removed: "Others see your initials now.",
        invalid: "This file is no picture that can be read. Choose a PNG, JPEG or WebP file.",
    },
    name: "Display name",
    name_rule: "The name that others see, everywhere and at once, in old messages too: up to 64 characters.",
    name_empty: "A display name has at least one visible character.",
    name_long: |chars| format!("A display name has at most 64 characters; this one has {chars}."),
    name_save: "Change name",
    username: |username| {
        format!("Your username is @{username}. People find you by it, and it stays.")
    },
    seen_as: "See my profile as",
    viewers: [
        "a contact",
        "someone I talk with",
        "someone who wrote and waits for an answer",
        "someone I have blocked",
    ],
    sees_picture: |shown| {
        if shown {
            "They see your picture."
        } else {
            "They see your initials instead of your picture."
        }
    },
    sees_now: |words| format!("While you are here: {words}"),
    sees_gone: |words| format!("When you have left: {words}"),
    sees_typing: |shown| {
        if shown {
            "They see when you type."
        } else {
            "They do not see when you type."
        }
    },
    sees_receipts: |shown| {
        if shown {
            "They see what has reached you and what you have read."
        } else {
            "They do not see what has reached you or what you have read."
        }
    },

    circles: ["Everyone I talk with", "My contacts", "Nobody"],
    mutual: "Each of these is mutual: what you do not show, you do not see of others. Someone who writes to you first sees none of it until you accept.",
    receipts: "Delivered and read",
    receipts_more: |on| {
        if on {
            "Others see when their messages have reached you and when you have read them."
        } else {
            "Nobody learns what has reached you or what you have read. Switching it on later reveals nothing of now."
        }
    },
    typing: "Typing",
    typing_more: |circle| match circle {
        Circle::Everyone => "Everyone you talk with sees when you type to them.",
        Circle::Contacts => "Your contacts see when you type to them; nobody else does.",
        _ => "Nobody sees that you type.",
    },
    presence: "Online and status",
    presence_more: |circle| match circle {
        Circle::Everyone => "Everyone you talk with sees whether you are here, and your status.",
        Circle::Contacts => {
            "Your contacts see whether you are here, and your status; for all others you are “Unknown”."
        }
        _ => "For everybody you are “Unknown”, here or not.",
    },
    last_seen: "Last seen",
    last_seen_more: |circle| match circle {
        Circle::Everyone => "Whoever sees that you are offline sees since when, to the minute.",
        Circle::Contacts => {
            "Your contacts see since when; others see “recently”, or “within a week”."
        }
        _ => {
            "Nobody sees since when, only “recently”, “within a week”, “within a month” or “long ago”."
        }
    },

    contacts: Contacts {
        title: "Contacts",
        own: "Your contacts",
        own_more: "They may write to you without asking, and see what you show to “My contacts”. The list is yours alone: nobody is told who is in it.",
        own_none: "Nobody yet. Add someone by “More actions” at the top of your conversation with them.",
        asking: "Requests",
        asking_more: "They wrote to you first. Until you accept, they see neither that you read it, nor when you type, nor whether you are here.",
        asked: "Waiting for an answer",
        asked_more: "You wrote to them first. Until they accept, they see your first message and nothing else.",
        declined: "Declined",
        declined_more: "Out of your list of conversations. They are not told: it looks as if you had not answered yet.",
        blocked: "Blocked",
        blocked_more: "Nothing of theirs reaches you, and they see nothing new of you. They are not told, now or when you unblock them, but may notice.",
        blocked_none: "You have blocked nobody.",
        write: "Write",
        remove: "Remove",
        named: |deed, name| format!("{deed} {name}"),
        add_name: |name| format!("Add {name} to contacts"),
        remove_name: |name| format!("Remove {name} from contacts"),
    },

    here: Here {
        hide_receipts: "Hide here what I have read",
        show_receipts: "Show here what I have read",
        hide_typing: "Hide here that I type",
        show_typing: "Show here that I type",
    },

    sound: "Sound",
    sound_more: |on| {
        if on {
            "A notification makes a sound. Nobody else learns of it."
        } else {
            "Notifications are silent. Nobody else learns of it."
        }
    },
    preview: "Preview",
    preview_more: |on| {
        if on {
            "A notification shows who wrote what; whoever looks at your screen can read it."
        } else {
            "A notification says only that there is a message; whoever looks at your screen learns no more."
        }
    },

    theme: "Theme",
    themes: ["As the system", "Light", "Dark"],
    theme_more: "Kept in this browser alone.",

    choice: "Your status",
    mode: |mode| match mode {
        Mode::Away => "Away",
        Mode::Dnd => "Do not disturb",
        Mode::Invisible => "Invisible",
        _ => "Automatic",
    },
    mode_more: |mode| match mode {
        Mode::Away => "Others see “Away”, however active you are.",
        Mode::Dnd => "Others see “Do not disturb”. Nothing makes a sound or pops up.",
        Mode::Invisible => {
            "Others see “Offline” since now, your words of before, and neither that you type nor what you read."
        }
        _ => {
            "Others see “Online” while you are active, “Away” when you are not, and “Offline” when you have left."
        }
    },
    status: "Words",
    status_rule: "Shown beside your name to whoever sees whether you are here: up to 80 characters.",
    emoji: "Emoji",
    no_emoji: "None",
    lasting: "Until",
    lastings: [
        "I change it",
        "In 30 minutes",
        "In 1 hour",
        "The end of today",
    ],
    choose: "Save",
};
