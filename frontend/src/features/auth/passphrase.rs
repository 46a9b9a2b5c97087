//! A passphrase that is easy to type and hard to guess.

/// 512 short, common, unlike words, one a line: nine bits each.
const WORDS: &str = include_str!("words.txt");
const COUNT: usize = 512;
/// Words in a passphrase: 54 bits, which the slow hash behind a sign-in puts out of reach.
const LENGTH: usize = 6;

/// A passphrase from these random bytes. Two bytes name a word; 512 divides what they can be, so that every word is as likely.
pub(super) fn draw(random: [u8; LENGTH * 2]) -> String {
    let words: Vec<_> = WORDS.lines().collect();
    let (pairs, _) = random.as_chunks::<2>();
    let drawn = pairs.iter().filter_map(|pair| {
        let at = usize::from(u16::from_le_bytes(*pair)) % COUNT;
        words.get(at).copied()
    });
    drawn.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
