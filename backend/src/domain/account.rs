//! When two usernames look alike, and by which words a person is found.

use std::collections::BTreeSet;

use common::validate::{DisplayName, PeopleQuery, Username};
use unicode_normalization::UnicodeNormalization;

/// What a username looks like: equal for two names that a person could take for one another (`Mary`, `mary`, `mаry` with a Cyrillic `а`,
/// `rnary`). Accounts are unique by it, and signing in looks accounts up by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skeleton(String);

impl Skeleton {
    /// NFKC, lower case, the confusables of Unicode TS 39, lower case again: some prototypes are capitals (`0` becomes `O`), and folding
    /// first makes the capital `I` an `i` and not an `l`.
    pub fn of(username: &Username) -> Self {
        let folded: String = username.as_str().nfkc().collect::<String>().to_lowercase();
        let skeleton: String = unicode_security::skeleton(&folded).collect();
        Self(skeleton.to_lowercase())
    }

    /// The text, as the database stores it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words by whose beginnings a person is found: those of the display name, those of the username, and the username as a whole.
pub fn search_words(username: &Username, name: &DisplayName) -> BTreeSet<String> {
    let mut words = split(name.as_str());
    words.extend(split(username.as_str()));
    words.insert(fold(username.as_str()));
    words
}

/// The beginnings that a search asks for; all of them must be found. At most four: nobody types more, and each one costs.
pub fn query_words(query: &PeopleQuery) -> Vec<String> {
    let whole = fold(query.as_str());
    let words = whole.split_whitespace().map(str::to_owned);
    words.take(4).collect()
}

fn split(text: &str) -> BTreeSet<String> {
    fold(text)
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '_' | '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests;
