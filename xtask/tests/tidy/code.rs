//! Rust, read just well enough: comments and literals blanked out, and the paths that a file names.

use std::collections::BTreeSet;

/// The text with comments, strings and character literals replaced by blanks, lines kept.
pub(crate) fn without_comments_and_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word_goes_on = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest),
            'r' | 'b' if !word_goes_on => prefixed_literal(rest),
            '\'' => character(rest),
            _ => 0,
        };
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            code.extend(rest[..length].chars().filter(|c| *c == '\n'));
            rest = &rest[length..];
        }
    }
    code
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string that starts with its quote.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => (),
        }
    }
    text.len()
}

/// The length of `r"…"`, `r#"…"#`, `b"…"`, `br"…"` or `b'…'`; 0 where the letter begins an ordinary word.
fn prefixed_literal(text: &str) -> usize {
    let letters = text.len() - text.trim_start_matches(['b', 'r']).len();
    let after = &text[letters..];
    if 2 < letters {
        return 0;
    }
    if after.starts_with('"') && !text[..letters].contains('r') {
        return letters + string(after);
    }
    if after.starts_with('\'') && &text[..letters] == "b" {
        return letters + character(after);
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    if !text[..letters].contains('r') || !after[hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let body = letters + hashes + 1;
    text[body..]
        .find(&end)
        .map_or(text.len(), |at| body + at + end.len())
}

/// The length of a character literal; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, escaped)), _) => {
            let from = at + escaped.len_utf8();
            text[from..].find('\'').map_or(0, |end| from + end + 1)
        }
        (Some((_, inner)), Some((at, '\'')), _) if inner != '\'' => at + 1,
        _ => 0,
    }
}

/// The modules at the top of its own crate that a file names: after `crate::`, in `crate::{a::b, c}`, and by enough
/// `super::` to reach the top. `depth` is how many modules deep the file lies.
pub(crate) fn own_modules(code: &str, depth: usize) -> BTreeSet<String> {
    let mut found = after(code, "crate::");
    for (at, _) in code.match_indices("super::") {
        let before = &code[..at];
        if before.ends_with("super::")
            || before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            continue;
        }
        let mut rest = &code[at..];
        let mut climbed = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            (rest, climbed) = (next, climbed + 1);
        }
        if depth <= climbed {
            found.extend(heads(rest));
        }
    }
    found
}

/// What directly follows `path` (as in `common::`), alone or in braces.
pub(crate) fn after(code: &str, path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(path) {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == ':')
        {
            found.extend(heads(&code[at + path.len()..]));
        }
    }
    found
}

/// Whether the code names the crate: `name::…`, `use name;`, `use name as …`, `extern crate name`.
pub(crate) fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, rest) = (&code[..at], &code[at + name.len()..]);
        let starts = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        let imported = before.trim_end().ends_with("use") || before.trim_end().ends_with("crate");
        starts
            && (rest.starts_with("::")
                || (imported && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')))
    })
}

/// The first name of each path: `a::b` or `{a::b, c::{d, e}}`.
fn heads(text: &str) -> BTreeSet<String> {
    let Some(group) = text.trim_start().strip_prefix('{') else {
        return BTreeSet::from([word(text.trim_start())]);
    };
    let mut found = BTreeSet::new();
    let (mut depth, mut starts) = (1, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => starts = true,
            c if starts && depth == 1 && !c.is_whitespace() => {
                found.insert(word(&group[at..]));
                starts = false;
            }
            _ => (),
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn comments_and_literals_go_and_code_stays() {
    let code = without_comments_and_literals(
        "a(\"crate::x \\\" // no\"); // crate::y\n/* crate::z /* in */ */ b('\"', 'x', '\\'', \"\"); fn f<'a>(c: &'a str) \
         { r#\"crate::w \" \"# ; br\"x\"; b'\"'; rust::path; }",
    );
    for gone in ["crate::x", "crate::y", "crate::z", "crate::w"] {
        assert!(!code.contains(gone), "{gone} is not code: {code}");
    }
    for kept in ["b(", "<'a>", "&'a str", "rust::path", "\n"] {
        assert!(code.contains(kept), "{kept:?} is code: {code}");
    }
}

#[test]
fn imports_are_found_however_they_are_written() {
    let names = |code: &str, depth| {
        own_modules(code, depth)
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names("use crate::store::Row;", 1), "store");
    assert_eq!(
        names("use crate::{bus::{A, B}, hub, ws::x};", 1),
        "bus hub ws"
    );
    assert_eq!(
        names("use super::store;", 1),
        "store",
        "one step up from a top module"
    );
    assert_eq!(names("use super::sibling;", 2), "", "still inside");
    assert_eq!(names("use super::super::store::Row;", 2), "store");
    assert_eq!(names("$crate::x; mycrate::y;", 1), "", "not this crate");
    assert_eq!(
        after(
            "common::{ids::UserId, protocol}; other_common::x",
            "common::"
        )
        .len(),
        2
    );
    assert!(names_crate("use rusqlite as db;", "rusqlite"));
    assert!(
        names_crate("leptos::web_sys::Window", "web_sys"),
        "also by way of another crate"
    );
    assert!(!names_crate("my_rusqlite::x", "rusqlite"));
}
