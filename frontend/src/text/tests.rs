//! Sentences that are put together.

use common::{
    model::{Presence, ephemeral::TypingKind, presence::Seen},
    time::Timestamp,
};

use super::{presence_in_full, text};

#[test]
fn who_types_is_named_up_to_two_and_counted_beyond() {
    let say = |names: &[&str], count, kind| {
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        (text().typing)(&names, count, kind)
    };
    let typing = Some(TypingKind::Text);
    assert_eq!(say(&[], 0, None), "");
    assert_eq!(say(&["Mary"], 1, typing), "Mary is typing…");
    assert_eq!(say(&[""], 1, typing), "Someone is typing…");
    assert_eq!(
        say(&["Mary", "John"], 2, typing),
        "Mary and John are typing…"
    );
    assert_eq!(say(&["Mary", ""], 2, typing), "2 people are typing…");
    assert_eq!(say(&["Mary", "John"], 3, None), "3 people are typing…");
    let file = Some(TypingKind::Upload);
    assert_eq!(say(&["Mary"], 1, file), "Mary is sending a file…");
    let voice = Some(TypingKind::Voice);
    assert_eq!(
        say(&["Mary", "John"], 2, voice),
        "Mary and John are recording a voice message…"
    );
}

#[test]
fn last_seen_is_as_exact_as_one_may_know_it() {
    let say = |presence| presence_in_full(presence, |_| "20 Nov, 14:03".to_owned());
    let offline = |seen, at| Presence::Offline { seen, at };
    let at = Some(Timestamp::from_millis(1));
    assert_eq!(
        say(offline(Seen::Recently, at)),
        "Offline, last seen 20 Nov, 14:03"
    );
    for (seen, words) in [
        (Seen::Recently, "Offline, last seen recently"),
        (Seen::WithinWeek, "Offline, last seen within a week"),
        (Seen::WithinMonth, "Offline, last seen within a month"),
        (Seen::LongAgo, "Offline, last seen long ago"),
    ] {
        assert_eq!(say(offline(seen, None)), words);
    }
    assert_eq!(say(Presence::Unknown), "Unknown");
}
