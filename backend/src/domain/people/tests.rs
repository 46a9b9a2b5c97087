//! What may be said, and what is set right.

use common::limits::{MESSAGE_BYTES, REPORT_CHARS};

use super::*;

#[test]
fn when_a_choice_was_made_is_the_servers_to_say() {
    let now = Timestamp::from_millis(1_000);
    let wish = Choice {
        mode: Mode::Unknown,
        status: Status {
            text: "  On the train ".to_owned(),
            emoji: "🚆".to_owned(),
        },
        since: Timestamp::from_millis(7),
        until: Some(Timestamp::from_millis(9_000)),
    };
    let stored = choice(wish.clone(), now).unwrap();
    assert_eq!(stored.since, now);
    assert_eq!(stored.mode, Mode::Auto);
    assert_eq!(stored.status.text, "On the train");
    assert_eq!(stored.until, wish.until);
    let mut wrong = wish;
    wrong.status.emoji = "plain".to_owned();
    assert_eq!(choice(wrong, now), Err(InvalidStatus::Emoji));
}

/// Nobody learns from a new status, or from choosing the same again, that an invisible person is there.
#[test]
fn who_stays_invisible_was_last_seen_when_that_began() {
    let chosen = |mode, since, until: Option<u64>| Choice {
        mode,
        since: Timestamp::from_millis(since),
        until: until.map(Timestamp::from_millis),
        ..Choice::default()
    };
    let again = chosen(Mode::Invisible, 9, None);
    for (before, since) in [
        (chosen(Mode::Invisible, 3, None), 3),
        (chosen(Mode::Invisible, 3, Some(10)), 3),
        // It had ended by itself.
        (chosen(Mode::Invisible, 3, Some(9)), 9),
        (chosen(Mode::Away, 3, None), 9),
        // The clock was set back.
        (chosen(Mode::Invisible, 20, None), 9),
    ] {
        let shown = shown_since(&before, &again);
        assert_eq!(shown, Timestamp::from_millis(since), "{before:?}");
    }
    let visible = chosen(Mode::Auto, 9, None);
    assert_eq!(shown_since(&again, &visible), visible.since);
}

#[test]
fn notes_and_drafts_have_a_length() {
    assert!(is_note("") && is_note("two\nlines\tand more"));
    assert!(is_note(&"ä".repeat(REPORT_CHARS)));
    assert!(!is_note(&"x".repeat(REPORT_CHARS + 1)));
    assert!(!is_note("a\0b"));
    assert!(is_draft(" \n") && is_draft(&"x".repeat(MESSAGE_BYTES)));
    assert!(!is_draft(&"x".repeat(MESSAGE_BYTES + 1)));
}
