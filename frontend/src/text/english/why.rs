//! English: why something is shown as it is.

use crate::text::why::Why;

pub(in crate::text) static WHY: Why = Why {
    gone: "It is not there any more.",

    theirs: |name| format!("{name} wrote it. Ticks are for what you write yourself."),
    writing_down: "It is being written down on this device, so that nothing loses it. It leaves when that is done.",
    no_connection: "It is kept on this device and leaves as soon as there is a connection.",
    in_line: "Messages leave one after another, so that they arrive in order. Others leave before this one.",
    unanswered: "It has left this device. The server has not answered yet; if it does not, the message is sent again, and stored once.",
    told_to_wait: "The server asked to wait. It is sent again by itself in a moment.",
    asking: "It has waited for more than a day, so it is not sent before you say so.",
    refused: "The server did not store it. It stays here until you send it again or delete it.",
    alone: "It is in the conversation. There is nobody else in it who could receive it.",
    not_offered: "It is in the conversation. This server does not tell what was delivered and read.",
    hidden: "It is in the conversation. You do not let others see here what you have read, and so you do not see what they have.",
    blocked: "It is in the conversation. You have blocked the other, so nothing passes between you.",
    not_accepted: "It is in the conversation. Until both of you have accepted, nobody is told whether it was delivered or read.",
    crowd: "It is in the conversation. So many people are in it that nobody is told who has received and read what.",
    log: "It is in the conversation, for ever. It is not known to have reached a device of everyone else.",
    devices: "It has reached a device of everyone else. Not everyone is known to have read it.",
    eyes: "Everyone else has read it.",

    people: "How far it has got",
    reached: [
        "not known to have received it",
        "has received it",
        "has read it",
    ],
    received: |at| format!("Received: {at}"),
    read: |at| format!("Read: {at}"),
    received_at_unknown: "When it was received is not known any more.",
    read_at_unknown: "When it was read is not known any more.",
    times_awaited: "Asking the server for the times…",
    times_offline: "The times come when there is a connection.",

    counts: |read| format!("It counts as unread: you have read up to message {read}."),
    counts_not_read: |read| {
        format!("It does not count as unread: you have read up to message {read}.")
    },
    counts_not_own: "It does not count as unread: what you write yourself never does.",
    counts_not_deleted: "It does not count as unread: what was deleted never does.",

    facts: "What the server keeps of it",
    place: "Message",
    place_none: "no number yet",
    change: "Change",
    committed: "Stored",
    written: "Written",
    edited: "Edited",
    key: "Key",

    nothing_unread: "Nothing unread",
    read_up_to: |read, last| match (read, last) {
        (_, 0) => "There are no messages here yet.".to_owned(),
        (0, _) => format!("You have read none of the {last} messages here, on any device."),
        _ => format!("You have read up to message {read} of {last}, on any device."),
    },
    read_unknown: "The server has not said yet how far you have read.",
    counted_here: |count, after| format!("{count} after message {after} count."),
    counted_before: |count, upto| {
        format!("{count} up to message {upto} count; the server counted them.")
    },
    own: |count| match count {
        1 => "1 more is your own.".to_owned(),
        _ => format!("{count} more are your own."),
    },
    deleted: |count| match count {
        1 => "1 more was deleted.".to_owned(),
        _ => format!("{count} more were deleted."),
    },
    watching: "You are looking at the end of the conversation. What comes there counts as read after half a second.",
    marked: "You marked the conversation as unread. That moves nothing, and nobody else knows.",
    request: "It is a request: it does not count in the window’s title.",

    online: |name| {
        format!("{name} did something on one of their devices within the last five minutes.")
    },
    away: |name| {
        format!(
            "{name} is connected, but did nothing for five minutes, or wants to be shown as away."
        )
    },
    dnd: |name| format!("{name} does not want to be disturbed, and says so."),
    offline: |name| format!("No device of {name} is connected, or they do not want to be seen."),
    unknown_no_connection: |name| format!("Without a connection nothing is known of {name}."),
    unknown_blocked: |name| {
        format!("You have blocked {name}: neither of you sees whether the other is there.")
    },
    unknown_not_accepted: |name| {
        format!(
            "You and {name} have not both accepted to talk. Until then neither sees whether the other is there."
        )
    },
    unknown_own_setting: |name| {
        format!("You do not show {name} whether you are there, and so you do not see it of them.")
    },
    unknown_not_said: |name| {
        format!("{name} does not show it to you, or the server has not said it yet.")
    },
    presence_not_offered: "This server does not tell who is there.",
};
