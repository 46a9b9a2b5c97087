//! `docs/METRICS.md` lists exactly the metrics in the source, each with its type.

use std::collections::BTreeMap;

use crate::sources::{Sources, is_test};

const PAGE: &str = "docs/METRICS.md";
/// How a metric is declared, and the type that `/metrics` gives it.
const KINDS: [(&str, &str); 3] = [
    ("counter!(\"", "counter"),
    ("gauge!(\"", "gauge"),
    ("histogram!(\"", "summary"),
];

/// A metric without its row, a row without its metric, and a row with another type.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let (coded, written) = (coded(sources), written(sources.text(PAGE)));
    let mut wrong = Vec::new();
    for (name, (kind, path)) in &coded {
        match written.get(name) {
            None => wrong.push(format!("{path}: `{name}` has no row in {PAGE}")),
            Some(said) if said != kind => {
                wrong.push(format!("{PAGE}: `{name}` is a {kind}, not a {said}"));
            }
            Some(_) => {}
        }
    }
    let gone = written.keys().filter(|name| !coded.contains_key(*name));
    wrong.extend(gone.map(|name| format!("{PAGE}: nothing in the source counts `{name}`")));
    wrong
}

/// The metrics in the source, with their types and a file that has them.
fn coded(sources: &Sources) -> BTreeMap<&str, (&str, &str)> {
    let mut found = BTreeMap::new();
    for (path, text) in sources
        .rust("backend/src/")
        .filter(|(path, _)| !is_test(path))
    {
        for (opening, kind) in KINDS {
            let names = text.split(opening).skip(1);
            let names = names.filter_map(|rest| rest.split('"').next());
            found.extend(names.map(|name| (name, (kind, path))));
        }
    }
    found
}

/// The rows of the table: a name and the first word of its type.
fn written(page: &str) -> BTreeMap<&str, &str> {
    let rows = page.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((name, rest.split([' ', ',']).next()?))
    });
    rows.collect()
}
