//! Text from outside: what passes, and what is said when it does not.

use proptest::prelude::*;

use super::*;
use crate::{json, limits};

#[test]
fn usernames_that_are_allowed() {
    for name in [
        "mary",
        "john.smith",
        "Łukasz",
        "a_b-c",
        "李小龙",
        "x86",
        "  mike  ",
    ] {
        assert!(Username::parse(name).is_ok(), "{name}");
    }
    assert_eq!(Username::parse(" mike ").unwrap().as_str(), "mike");
}

/// What was allowed once is still someone's name when it no longer is.
#[test]
fn a_kept_name_is_read_as_it_is() {
    assert_eq!(Username::kept("ab".to_owned()).as_str(), "ab");
    let read: Username = json::read("\"ab\"").unwrap();
    assert_eq!(read.as_str(), "ab");
    let read: DisplayName = json::read("\"\"").unwrap();
    assert_eq!(read.as_str(), "");
}

#[test]
fn usernames_that_are_not_and_why() {
    assert_eq!(Username::parse("ab"), Err(InvalidUsername::Length(2)));
    assert_eq!(
        Username::parse(&"a".repeat(33)),
        Err(InvalidUsername::Length(33))
    );
    assert_eq!(Username::parse("1abc"), Err(InvalidUsername::Start));
    for name in [
        "a b c",
        "a/b",
        "ab\u{202E}c",
        "ab\u{200B}c",
        "<script>",
        "a\0bc",
        "joh\u{0301}n",
    ] {
        let error = Username::parse(name).unwrap_err();
        assert!(
            matches!(error, InvalidUsername::Character | InvalidUsername::Start),
            "{name:?}: {error}"
        );
    }
}

#[test]
fn a_display_name_loses_what_hides_or_reorders() {
    assert_eq!(
        DisplayName::parse("  Mary \n\t Smith ").unwrap().as_str(),
        "Mary Smith"
    );
    assert_eq!(
        DisplayName::parse("Ma\u{202E}ry\u{200B}\u{0007}")
            .unwrap()
            .as_str(),
        "Mary"
    );
    assert_eq!(
        DisplayName::parse("\u{200B}\u{3164}"),
        Err(InvalidDisplayName::Empty)
    );
    assert_eq!(
        DisplayName::parse(&"x".repeat(65)),
        Err(InvalidDisplayName::Length(65))
    );
}

#[test]
fn message_text_says_what_is_wrong() {
    assert_eq!(
        MessageText::parse(" \n\u{200B} "),
        Err(InvalidMessageText::Empty)
    );
    assert_eq!(
        MessageText::parse("a\u{0}b"),
        Err(InvalidMessageText::ControlCharacter { code: 0 })
    );
    let long = "ä".repeat(limits::MESSAGE_BYTES / 2 + 1);
    assert_eq!(
        MessageText::parse(&long),
        Err(InvalidMessageText::TooLong {
            bytes: limits::MESSAGE_BYTES + 2
        })
    );
    assert!(
        MessageText::parse(&long[2..]).is_ok(),
        "exactly at the limit"
    );
}

#[test]
fn message_text_keeps_lines_and_mends_line_ends() {
    assert_eq!(
        MessageText::parse(" one\r\n\ttwo\rthree \n")
            .unwrap()
            .as_str(),
        "one\n\ttwo\nthree"
    );
}

#[test]
fn a_password_is_long_enough_and_never_shown() {
    let short = Password::parse("fourteen chars", 15).unwrap_err();
    assert_eq!(
        short,
        InvalidPassword::TooShort {
            least: 15,
            chars: 14
        }
    );
    assert_eq!(
        Password::parse("1234567", 0).unwrap_err(),
        InvalidPassword::TooShort { least: 8, chars: 7 }
    );
    assert_eq!(
        Password::parse(&"x".repeat(1025), 15),
        Err(InvalidPassword::TooLong)
    );
    let password = Password::parse("correct horse battery", 15).unwrap();
    assert!(!format!("{password:?}").contains("horse"));
}

proptest! {
    /// What was accepted once is accepted again unchanged, so that the composer and the server cannot disagree.
    #[test]
    fn parsing_is_idempotent(text in ".{0,80}") {
        if let Ok(name) = Username::parse(&text) { prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone())); }
        if let Ok(name) = DisplayName::parse(&text) { prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone())); }
        if let Ok(body) = MessageText::parse(&text) { prop_assert_eq!(MessageText::parse(body.as_str()), Ok(body.clone())); }
    }
}

#[test]
fn a_status_is_short_plain_words_and_one_emoji() {
    for (text, emoji) in [
        ("", ""),
        ("On the train", "🚆"),
        ("Zu Hause 👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("", "1️⃣"),
        (
            "",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
        ),
        ("", "🇨🇭"),
        ("", "©️"),
        (&*"ä".repeat(limits::STATUS_CHARS), "❤️"),
    ] {
        assert_eq!(status(text, emoji), Ok(()), "{text:?} {emoji:?}");
    }
    let long = "x".repeat(limits::STATUS_CHARS + 1);
    assert_eq!(status(&long, ""), Err(InvalidStatus::Length(81)));
    for text in ["a\nb", "a\u{202E}b", "a\u{200B}b", "\u{0}"] {
        assert_eq!(status(text, ""), Err(InvalidStatus::Character), "{text:?}");
    }
    for emoji in [
        "ok",
        "1",
        "🚆x",
        " ",
        "\u{200D}",
        "\u{FE0F}",
        "\u{E0020}",
        "<b>",
        &"🚆".repeat(11),
    ] {
        assert_eq!(status("", emoji), Err(InvalidStatus::Emoji), "{emoji:?}");
    }
}
