//! The words and the emoji beside a name.

use super::is_invisible;
use crate::limits::{EMOJI_BYTES, STATUS_CHARS};

/// Why a status is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStatus {
    /// More than [`STATUS_CHARS`] characters.
    #[error("A status has at most 80 characters; this one has {0}.")]
    Length(usize),
    /// A character that hides or reorders the text around it, or a control character.
    #[error("A status has no control characters, and none that change the direction of text.")]
    Character,
    /// No emoji, or more of it than one can be.
    #[error("Beside a status stands one emoji.")]
    Emoji,
}

/// Whether these words may stand beside a name, with this emoji; either may be empty.
pub fn status(text: &str, emoji: &str) -> Result<(), InvalidStatus> {
    let chars = text.chars().count();
    if chars > STATUS_CHARS {
        return Err(InvalidStatus::Length(chars));
    }
    // Within an emoji a zero-width joiner hides nothing.
    let hides = |c: char| c.is_control() || (is_invisible(c) && c != '\u{200D}');
    if text.chars().any(hides) {
        return Err(InvalidStatus::Character);
    }
    if emoji.len() > EMOJI_BYTES || !emoji.chars().all(is_part_of_emoji) {
        return Err(InvalidStatus::Emoji);
    }
    // Digits are part of an emoji only under a keycap, and joiners only between pictures.
    let is_picture = |c: char| c >= '\u{00A9}' && !is_joiner(c);
    if emoji.is_empty()
        || emoji.contains('\u{20E3}')
        || emoji.chars().next().is_some_and(is_picture)
    {
        Ok(())
    } else {
        Err(InvalidStatus::Emoji)
    }
}

/// What Unicode's emoji sequences are made of (TR 51): pictures, their modifiers, and the characters that put them together.
fn is_part_of_emoji(c: char) -> bool {
    is_joiner(c)
        || matches!(c,
            '#' | '*' | '0'..='9' | '\u{00A9}' | '\u{00AE}' | '\u{203C}' | '\u{2049}' | '\u{20E3}'
            | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{24C2}'
            | '\u{25A0}'..='\u{27BF}' | '\u{2934}' | '\u{2935}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}'
            | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}
