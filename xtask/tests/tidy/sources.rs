//! The files that the rules read: path to text. A planted fault is a map with one wrong file.

use std::{collections::BTreeMap, fs, path::Path};

/// Not ours, or not written by hand.
const SKIPPED: [&str; 8] = [
    "target",
    "node_modules",
    "dist",
    "data",
    "test-results",
    "playwright-report",
    "screenshots",
    "snapshots",
];
const READ: [&str; 7] = ["rs", "toml", "md", "html", "ts", "css", "js"];

/// Text files by their path from the root, with `/` between folders.
#[derive(Debug, Default)]
pub(crate) struct Sources(pub(crate) BTreeMap<String, String>);

impl Sources {
    /// Everything under the repository's root.
    pub(crate) fn of_the_repository() -> Self {
        // Where cargo started us, not where this was compiled: checkouts may share a target folder.
        let here = std::env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let mut sources = Self::default();
        sources.add(&Path::new(&here).join(".."), "");
        assert!(
            sources.0.contains_key("Cargo.toml"),
            "the root of the repository was not found"
        );
        sources
    }

    fn add(&mut self, folder: &Path, at: &str) {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries.flatten() {
            let (path, name) = (
                entry.path(),
                entry.file_name().to_string_lossy().into_owned(),
            );
            if path.is_dir() {
                if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                    self.add(&path, &format!("{at}{name}/"));
                }
            } else if path
                .extension()
                .is_some_and(|extension| READ.iter().any(|read| extension == *read))
            {
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                self.0.insert(format!("{at}{name}"), text);
            }
        }
    }

    /// The Rust files under `folder`, which ends in `/`; `""` for all.
    pub(crate) fn rust<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(move |(path, _)| path.starts_with(folder) && has_extension(path, "rs"))
    }

    /// The text of one file, empty where there is none.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.0.get(path).map_or("", String::as_str)
    }
}

/// Whether `path` ends in `.extension`.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}

/// Tests may reach across layers and be long; they hold no rule of the product.
pub(crate) fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}
