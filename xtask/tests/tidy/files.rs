//! Size, opening comment, and name of every source file.

use crate::sources::{Sources, has_extension, is_test};

const MAX_LINES: usize = 400;
/// Names that say nothing: whoever adds to such a file never has to ask where a thing belongs.
const NAMELESS: [&str; 7] = [
    "util", "utils", "helper", "helpers", "misc", "types", "common",
];

/// Promises to oneself that nobody keeps.
const UNFINISHED: [&str; 5] = ["TODO", "FIXME", "XXX", "todo!", "unimplemented!"];

/// Files that are too long, say nothing at their top, or are named after nothing.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in &sources.0 {
        let rust = has_extension(path, "rs");
        let written = rust
            || ["ts", "css", "js"]
                .iter()
                .any(|extension| has_extension(path, extension));
        let lines = text.lines().count();
        if written && MAX_LINES < lines && !is_test(path) {
            wrong.push(format!(
                "{path}: {lines} lines, the limit is {MAX_LINES}; name the second subject"
            ));
        }
        if rust && !is_test(path) && !text.starts_with("//!") {
            wrong.push(format!(
                "{path}: the first line must be a `//!` comment that says what this is"
            ));
        }
        if written && !path.starts_with("xtask/tests/") {
            for mark in UNFINISHED.iter().filter(|mark| text.contains(**mark)) {
                wrong.push(format!("{path}: `{mark}`; finish it, or write an issue"));
            }
        }
        let inside = path.split_once("/src/").map_or("", |(_, inside)| inside);
        if let Some(name) = inside
            .trim_end_matches(".rs")
            .split('/')
            .find(|name| NAMELESS.contains(name))
        {
            wrong.push(format!("{path}: `{name}` names nothing; say what it holds"));
        }
    }
    wrong
}
