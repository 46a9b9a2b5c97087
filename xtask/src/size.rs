//! The budgets of what a browser loads, in brotli bytes: first, before the sign-in page is alive, and later, when it is first shown.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, say, workspace};

/// 300 KB: three seconds on a slow 3G line.
const FIRST_BUDGET: usize = 300_000;
/// All parts together; a person rarely meets more than a few. Half of the first load, so that neither becomes a dump of the other.
const LATER_BUDGET: usize = 150_000;
/// The page names whatever is loaded first.
const PAGE: &str = "index.html";
/// What the app is made of. Pictures and fonts are not waited for.
const KINDS: [&str; 4] = ["html", "js", "css", "wasm"];

/// When a file is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    First,
    Later,
}

impl When {
    /// The page itself and the files it names come first, but for those that it has fetched when the browser is idle.
    fn of(name: &str, page: &str) -> Self {
        let mut links = page.split('<').filter(|tag| tag.contains(name));
        if name == PAGE || links.any(|tag| !tag.contains("rel=\"prefetch\"")) {
            Self::First
        } else {
            Self::Later
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Later => "later",
        }
    }

    fn budget(self) -> usize {
        match self {
            Self::First => FIRST_BUDGET,
            Self::Later => LATER_BUDGET,
        }
    }
}

/// Compresses every file of `dist/` that the app is made of, prints each size and the sums, and fails above a budget.
pub(crate) fn check() -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(&workspace::dist(), &mut files).map_err(Failure::while_doing("listing dist"))?;
    files.sort();
    let page = workspace::read(&workspace::dist().join(PAGE))?;
    let mut sums = [(When::First, 0), (When::Later, 0)];
    for file in &files {
        let bytes =
            fs::read(file).map_err(Failure::while_doing(format!("reading {}", file.display())))?;
        let small = compressed(&bytes).map_err(Failure::while_doing(format!(
            "compressing {}",
            file.display()
        )))?;
        let name = file.strip_prefix(workspace::dist()).unwrap_or(file);
        let when = When::of(&name.to_string_lossy(), &page);
        say::line(&format!(
            "  {:>9} bytes, {small:>7} in brotli, {}  {}",
            bytes.len(),
            when.word(),
            name.display()
        ));
        for (which, sum) in &mut sums {
            if *which == when {
                *sum += small;
            }
        }
    }
    for (when, sum) in sums {
        say::line(&format!(
            "  loaded {}: {sum} of {} bytes in brotli",
            when.word(),
            when.budget()
        ));
    }
    sums.iter().try_for_each(|(when, sum)| verdict(*when, *sum))
}

fn verdict(when: When, sum: usize) -> Result<(), Failure> {
    let word = when.word();
    match sum {
        0 => Err(Failure::Step(format!(
            "dist/ holds nothing that is loaded {word}"
        ))),
        _ if sum <= when.budget() => Ok(()),
        _ => Err(Failure::Step(format!(
            "what is loaded {word} is {} bytes over its budget of {}",
            sum - when.budget(),
            when.budget()
        ))),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| KINDS.iter().any(|kind| extension == *kind))
        {
            files.push(path);
        }
    }
    Ok(())
}

/// The length at quality 11, as a server sends files that were compressed once.
fn compressed(bytes: &[u8]) -> io::Result<usize> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)
}

#[cfg(test)]
mod tests;
