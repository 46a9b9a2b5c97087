//! Recovery codes: 120 random bits each, written so that a person can copy them from paper.

use common::limits::RECOVERY_CODES;
use sha2::{Digest, Sha256};

use crate::{clock::Entropy, store::credential::CodeHash};

/// Crockford's base 32: no letter that is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Random bytes of a code. At 112 bits and more a fast hash is enough (OWASP ASVS 5, 6.5.2); these are 24 characters without a rest.
const BYTES: usize = 15;
/// Characters of a code.
const CHARS: usize = BYTES * 8 / 5;
/// Characters between two hyphens.
const GROUP: usize = 4;

/// New codes, as a person gets them, and as they are stored.
pub(super) fn draw(entropy: &dyn Entropy) -> (Vec<String>, Vec<CodeHash>) {
    let codes = std::iter::repeat_with(|| written(entropy.bytes()));
    codes
        .take(RECOVERY_CODES)
        .map(|code| (grouped(&code), digest(&code)))
        .unzip()
}

/// By what a code is found, however it was typed; `None` for what cannot be one.
pub(super) fn find(typed: &str) -> Option<CodeHash> {
    let code: Option<String> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => Some('0'),
            'i' | 'l' => Some('1'),
            c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => Some(c),
            _ => None,
        })
        .take(CHARS + 1)
        .collect();
    code.filter(|code| code.len() == CHARS)
        .map(|code| digest(&code))
}

fn digest(code: &str) -> CodeHash {
    CodeHash(Sha256::digest(code.as_bytes()).into())
}

/// Five bits to a character.
fn written(bytes: [u8; BYTES]) -> String {
    let bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
    let bits: Vec<u8> = bits.collect();
    let fives = bits.chunks(5);
    let values = fives.map(|five| {
        five.iter()
            .fold(0, |value, bit| value << 1 | usize::from(*bit))
    });
    values.map(|value| char::from(ALPHABET[value])).collect()
}

fn grouped(code: &str) -> String {
    let mut written = String::with_capacity(CHARS + CHARS / GROUP);
    for (at, c) in code.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            written.push('-');
        }
        written.push(c);
    }
    written
}

#[cfg(test)]
mod tests;
