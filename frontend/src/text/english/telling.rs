//! English: what is told outside the window.

use crate::text::telling::Telling;

pub(in crate::text) static TELLING: Telling = Telling {
    offer: "Tell you about new messages?",
    allow: "Turn on notifications",
    later: "Not now",
    denied: "This browser does not let Confab show notifications. You can allow them in its settings for this site.",
    missing: "This browser shows notifications only over HTTPS, or not at all.",
    menu_muted: "Notifications (muted)",
    which: "Tell me about",
    all: "All messages",
    mentions: "Only messages that mention me",
    none: "Nothing",
    mute: "Mute",
    one_hour: "For 1 hour",
    eight_hours: "For 8 hours",
    for_good: "Until I turn it on",
    unmute: "Turn on again",
    muted_until: |when| format!("Muted until {when}."),
    muted_for_good: "Muted until you turn it on.",
    nobody_learns: "Nobody else learns of this. What is unread is counted all the same.",
};
