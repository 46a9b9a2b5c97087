//! Passphrases.

use std::collections::BTreeSet;

use super::{COUNT, LENGTH, WORDS, draw};

#[test]
fn there_are_as_many_different_words_as_the_entropy_counts_on() {
    let words: BTreeSet<_> = WORDS.lines().collect();
    assert_eq!((words.len(), WORDS.lines().count()), (COUNT, COUNT));
    for word in words {
        assert!(
            (3..=7).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase()),
            "{word:?} is not short and plain"
        );
    }
}

#[test]
fn a_passphrase_has_all_its_words_and_is_long_enough_for_every_server() {
    for byte in 0..=u8::MAX {
        let phrase = draw([byte; LENGTH * 2]);
        assert_eq!(phrase.split('-').count(), LENGTH, "{phrase}");
        assert!(phrase.len() >= common::limits::PASSWORD_CHARS, "{phrase}");
    }
}

#[test]
fn every_word_can_be_drawn() {
    let drawn: BTreeSet<_> = (0..=u16::MAX)
        .map(|n| {
            let mut random = [0; LENGTH * 2];
            random[..2].copy_from_slice(&n.to_le_bytes());
            draw(random).split('-').next().map(str::to_owned)
        })
        .collect();
    assert_eq!(drawn.len(), COUNT);
}
