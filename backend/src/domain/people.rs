//! What a person may say of themselves and of others.

use common::{
    limits::{MESSAGE_BYTES, REPORT_CHARS},
    model::{
        Choice,
        presence::{Mode, Status},
    },
    time::Timestamp,
    validate::{InvalidStatus, status},
};

/// A choice as it is stored, made at `now`: its words are allowed, and when it was made is not the client's to say.
pub fn choice(wish: Choice, now: Timestamp) -> Result<Choice, InvalidStatus> {
    let words = Status {
        text: wish.status.text.trim().to_owned(),
        emoji: wish.status.emoji,
    };
    status(&words.text, &words.emoji)?;
    Ok(Choice {
        mode: match wish.mode {
            Mode::Unknown => Mode::Auto,
            mode => mode,
        },
        status: words,
        since: now,
        until: wish.until,
        kept: None,
    })
}

/// Whether the words of a report are short plain text.
pub fn is_note(text: &str) -> bool {
    text.chars().count() <= REPORT_CHARS
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// Whether a composer can hold this.
pub fn is_draft(text: &str) -> bool {
    text.len() <= MESSAGE_BYTES
}

#[cfg(test)]
mod tests;
