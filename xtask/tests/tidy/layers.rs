//! Who may import whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    code,
    sources::{Sources, is_test},
    table::{ALL, CRATES, Crate, Module},
};

/// Crates of ours that other crates of ours import in part.
const OURS: [&str; 2] = ["common", "client_core"];

/// The layer table against the sources.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    check_table(CRATES, sources)
}

/// A layer table against the sources; the table itself must make sense.
pub(crate) fn check_table(crates: &[Crate], sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for table in crates {
        if let Some(module) = find_cycle(table) {
            wrong.push(format!(
                "{}: the layer table itself has a cycle at `{module}`",
                table.src
            ));
        }
        for (path, text) in sources.rust(table.src) {
            let inside = &path[table.src.len()..];
            let name = module_of(inside);
            let Some(module) = table.modules.iter().find(|module| module.name == name) else {
                wrong.push(format!(
                    "{path}: module `{name}` is not in the layer table (xtask/tests/tidy/table.rs)"
                ));
                continue;
            };
            if !is_test(path) {
                check_file(table, module, path, inside, text, &mut wrong);
            }
        }
    }
    wrong
}

fn check_file(
    table: &Crate,
    module: &Module,
    path: &str,
    inside: &str,
    text: &str,
    wrong: &mut Vec<String>,
) {
    let code = code::without_comments_and_literals(text);
    for to in code::own_modules(&code, depth(inside)) {
        let known = table.modules.iter().any(|module| module.name == to);
        if known && to != module.name && !module.may.contains(&to.as_str()) {
            wrong.push(format!("{path}: `{}` may not import `{to}`", module.name));
        }
    }
    for ours in OURS {
        let allowed = module
            .ours
            .iter()
            .find(|(name, _)| *name == ours)
            .map_or(&[] as &[_], |(_, modules)| modules);
        for to in code::after(&code, &format!("{ours}::")) {
            // The root composes; a lower-case name is a module, another is something that the crate's root gives out.
            let is_module = to.starts_with(|c: char| c.is_lowercase());
            let own = table.src.starts_with(&format!("{ours}/"));
            if is_module
                && !own
                && allowed != ALL
                && !allowed.contains(&to.as_str())
                && module.name != "(root)"
            {
                wrong.push(format!(
                    "{path}: `{}` may not import `{ours}::{to}`",
                    module.name
                ));
            }
        }
    }
    for never in module.never {
        if code::names_crate(&code, never) {
            wrong.push(format!("{path}: `{}` must not know `{never}`", module.name));
        }
    }
}

/// `store/sqlite/rows.rs` belongs to `store`.
fn module_of(inside: &str) -> &str {
    let first = inside.split('/').next().unwrap_or(inside);
    match first.strip_suffix(".rs") {
        Some("lib" | "main") => "(root)",
        Some(stem) => stem,
        None => first,
    }
}

/// How many modules deep a file lies: `store.rs` and `store/mod.rs` 1, `store/sqlite.rs` 2.
fn depth(inside: &str) -> usize {
    let folders = inside.matches('/').count();
    let named = !inside.ends_with("/mod.rs") && inside != "lib.rs" && inside != "main.rs";
    folders + usize::from(named)
}

fn find_cycle(table: &Crate) -> Option<String> {
    let mut left: BTreeMap<_, BTreeSet<_>> = table
        .modules
        .iter()
        .map(|module| (module.name, module.may.iter().copied().collect()))
        .collect();
    while !left.is_empty() {
        let ready = left
            .iter()
            .find(|(_, may)| may.iter().all(|to| !left.contains_key(to)))
            .map(|(name, _)| *name);
        match ready {
            Some(module) => drop(left.remove(module)),
            None => return left.keys().next().map(|module| (*module).to_owned()),
        }
    }
    None
}
