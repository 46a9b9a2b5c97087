//! What is typed to find someone.

use crate::limits::PEOPLE_QUERY_CHARS;

/// A search for people: trimmed, and cut at [`PEOPLE_QUERY_CHARS`], since nobody's name is longer. Empty finds nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleQuery(String);

impl PeopleQuery {
    /// Reads a search. Nothing is refused: any text is a search, if perhaps one without results.
    pub fn parse(text: &str) -> Self {
        Self(
            text.trim()
                .chars()
                .filter(|c| !c.is_control())
                .take(PEOPLE_QUERY_CHARS)
                .collect(),
        )
    }

    /// The text to look for.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
