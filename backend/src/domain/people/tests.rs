//! What may be said, and what is set right.

use common::{
    limits::{MESSAGE_BYTES, REPORT_CHARS},
    model::presence::KeptWords,
};

use super::*;

#[test]
fn when_a_choice_was_made_and_what_it_keeps_is_the_servers_to_say() {
    let now = Timestamp::from_millis(1_000);
    let wish = Choice {
        mode: Mode::Unknown,
        status: Status {
            text: "  On the train ".to_owned(),
            emoji: "🚆".to_owned(),
        },
        since: Timestamp::from_millis(7),
        until: Some(Timestamp::from_millis(9_000)),
        kept: Some(KeptWords::default()),
    };
    let stored = choice(wish.clone(), now).unwrap();
    assert_eq!(stored.since, now);
    assert_eq!(stored.mode, Mode::Auto);
    assert_eq!(stored.status.text, "On the train");
    assert_eq!((stored.until, stored.kept), (wish.until, None));
    let mut wrong = wish;
    wrong.status.emoji = "plain".to_owned();
    assert_eq!(choice(wrong, now), Err(InvalidStatus::Emoji));
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
