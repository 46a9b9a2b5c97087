//! `index.html` obeys the content security policy: nothing inline.

use crate::sources::Sources;

/// Inline scripts, styles and handlers.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let page = without_comments(sources.text("index.html"));
    let mut wrong = Vec::new();
    for tag in page
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
    {
        let name = tag.split_whitespace().next().unwrap_or("").to_lowercase();
        let attributes = attributes(tag);
        let has = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        if name == "style" || has("style") {
            wrong.push(
                "index.html: inline style; put it into a file under frontend/styles".to_owned(),
            );
        }
        if name == "script" && !has("src") {
            wrong.push("index.html: inline script; the policy allows files only".to_owned());
        }
        if attributes
            .iter()
            .any(|(name, value)| name == "rel" && value == "inline")
        {
            wrong.push(
                "index.html: `rel=\"inline\"` puts a file into the page; link it instead"
                    .to_owned(),
            );
        }
        if let Some((name, _)) = attributes.iter().find(|(name, _)| name.starts_with("on")) {
            wrong.push(format!("index.html: inline handler `{name}`"));
        }
    }
    wrong
}

/// Names in lower case with their values. A value in quotes may hold blanks.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag
        .split_once(char::is_whitespace)
        .map_or("", |(_, rest)| rest)
        .trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let name = rest[..end].trim_matches('/').to_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quoted = after.chars().next().filter(|c| *c == '"' || *c == '\'');
            let (open, close) = quoted.map_or((0, after.find(char::is_whitespace)), |quote| {
                (1, after[1..].find(quote))
            });
            let length = close.unwrap_or(after.len() - open);
            value = &after[open..open + length];
            rest = after[(open + length + open).min(after.len())..].trim_start();
        }
        found.push((name, value.to_owned()));
    }
    found
}

fn without_comments(page: &str) -> String {
    let parts = page.split("<!--").enumerate();
    parts
        .map(|(at, part)| {
            if at == 0 {
                part
            } else {
                part.split_once("-->").map_or("", |(_, rest)| rest)
            }
        })
        .collect()
}
