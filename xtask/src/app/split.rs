//! Cuts what is loaded later (`later!` in the app) from what is loaded first.
//!
//! Trunk makes the page, and knows an app of one module. Here the module that cargo made is cut before wasm-bindgen reads it, since the
//! cutting follows the linker's relocations and wasm-bindgen drops them; the pieces then take the place of Trunk's module in `dist/`.
//! The pieces share one memory and one table, so they only fit each other: all carry the same hash in their names. The script that
//! fetches a piece is part of the first script, which the page pins by its digest, and pins the pieces by theirs.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use super::{
    names,
    piece::{self, Piece, integrity},
};
use crate::{failure::Failure, process, setup::npm, workspace};

/// The app's binary, and what its files are called.
const APP: &str = "frontend";
/// The script that `wasm-split-cli` writes beside the pieces: it fetches them.
const LINK: &str = "__wasm_split.js";
/// What the app may be made of: what the browsers named in `index.html` understand, and no more.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Cuts the app in `compiled` and puts the pieces into `dist`, whose page names Trunk's uncut ones.
pub(super) fn into_dist(compiled: &Path, dist: &Path) -> Result<(), Failure> {
    let work = workspace::target().join("split");
    // What an earlier run cut must not be taken for this one's.
    let _ = fs::remove_dir_all(&work);
    let (cut, bound) = (work.join("cut"), work.join("bound"));
    process::show(
        process::command("wasm-split-cli")
            .args([compiled, &cut])
            .args(["--out-name", APP])
            .env("PATH", process::path_with(&[])),
    )?;
    let whole = cut.join(format!("{APP}.wasm"));
    process::show(
        process::command("wasm-bindgen")
            .args(["--target=web", "--no-typescript", "--out-name", APP])
            // The table by which the pieces call each other is one of them.
            .arg("--keep-lld-exports")
            .arg("--out-dir")
            .args([&bound, &whole])
            .env("PATH", process::path_with(&[])),
    )?;
    let first = optimised(&bound.join(format!("{APP}_bg.wasm")))?;
    let mut later = Vec::new();
    for file in modules(&cut)? {
        if file != whole {
            let name = stem(&file);
            later.push(Piece {
                name,
                bytes: optimised(&file)?,
            });
        }
    }
    let script = workspace::read(&bound.join(format!("{APP}.js")))?;
    let link = workspace::read(&cut.join(LINK))?;

    let hash = common_hash(&first, &later, &script, &link);
    for piece in &mut later {
        piece.name = format!("{}-{hash}.wasm", piece.name);
    }
    let script = with_link(&script, &pinned(&link, &hash, &later)?)?;
    let first = [
        Piece {
            name: format!("{APP}-{hash}.js"),
            bytes: script.into_bytes(),
        },
        Piece {
            name: format!("{APP}-{hash}_bg.wasm"),
            bytes: first,
        },
    ];
    for piece in &later {
        piece.write(dist)?;
    }
    replace(dist, &first, &later)
}

/// The script with the link script inside, in place of every import of it. Its own import, of `initSync`, is then in reach.
fn with_link(script: &str, fetching: &str) -> Result<String, Failure> {
    let mut names = Vec::new();
    let mut body = String::new();
    for line in fetching.lines().filter(|line| !line.starts_with("import ")) {
        let line = line.strip_prefix("export ").map_or(line, |constant| {
            names.extend(constant.split_whitespace().nth(1));
            constant
        });
        body.push_str(line);
        body.push('\n');
    }
    let mut out = format!(
        "const later = (() => {{\n{body}return {{ {} }};\n}})();\n",
        names.join(", ")
    );
    let mut imports = 0;
    for line in script.lines() {
        let import = line
            .strip_prefix("import * as ")
            .filter(|rest| rest.contains(LINK))
            .and_then(|rest| rest.split_whitespace().next());
        if let Some(name) = import {
            imports += 1;
            let _ = writeln!(out, "const {name} = later;");
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    if imports == 0 || names.is_empty() {
        return Err(unlike(
            "wasm-bindgen's script does not import the script of the pieces",
        ));
    }
    Ok(out)
}

/// One hash for all of them.
fn common_hash(first: &[u8], later: &[Piece], script: &str, link: &str) -> String {
    let mut all = vec![first, script.as_bytes(), link.as_bytes()];
    all.extend(later.iter().map(|piece| piece.bytes.as_slice()));
    piece::hash(&all)
}

/// The link script with the pieces' names as they are served, each pinned by its digest.
fn pinned(link: &str, hash: &str, later: &[Piece]) -> Result<String, Failure> {
    let mut link = link.to_owned();
    for piece in later {
        let plain = piece.name.replace(&format!("-{hash}"), "");
        let (before, after) = (
            format!("\"./{plain}\", import.meta.url)"),
            format!(
                "\"./{}\", import.meta.url), {{ integrity: \"{}\" }}",
                piece.name,
                integrity(&piece.bytes)
            ),
        );
        if !link.contains(&before) {
            return Err(unlike(&format!("nothing fetches {plain}")));
        }
        link = link.replace(&before, &after);
    }
    Ok(link)
}

/// Puts the first pieces in the place of the one file of their kind that Trunk made, in the folder and in its page. The page has the
/// browser fetch the later ones when it is idle, so that they are at hand, also without a network, once they are wanted.
fn replace(dist: &Path, first: &[Piece], later: &[Piece]) -> Result<(), Failure> {
    let at = dist.join("index.html");
    let mut page = workspace::read(&at)?;
    for piece in first {
        let ending = piece.name.rsplit('.').next().unwrap_or_default();
        let (start, end) = (format!("{APP}-"), format!(".{ending}"));
        let old = listed(dist)?.into_iter().find(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&start) && name.ends_with(&end)
        });
        let Some(old) = old else {
            return Err(unlike(&format!("Trunk made no {start}….{ending}")));
        };
        let bytes = fs::read(&old).map_err(Failure::while_doing("reading what Trunk made"))?;
        let name = old.file_name().unwrap_or_default().to_string_lossy();
        let pin = |bytes: &[u8]| format!(r#" integrity="{}""#, integrity(bytes));
        // A browser does not check the digest of a preload for `fetch`, and warns of it (crbug.com/981419).
        let now = if ending == "wasm" {
            String::new()
        } else {
            pin(&piece.bytes)
        };
        for (before, after) in [(name.into_owned(), piece.name.clone()), (pin(&bytes), now)] {
            if !page.contains(&before) {
                return Err(unlike(&format!("the page does not hold {before}")));
            }
            page = page.replace(&before, &after);
        }
        fs::remove_file(&old).map_err(Failure::while_doing("removing what Trunk made"))?;
        piece.write(dist)?;
    }
    let mut hints = String::new();
    for piece in later {
        let _ = writeln!(
            hints,
            r#"<link rel="prefetch" href="/{}" as="fetch" crossorigin="anonymous">"#,
            piece.name
        );
    }
    workspace::write(&at, &page.replace("</head>", &format!("{hints}</head>")))
}

/// wasm-opt's result, without names. `-Oz` makes fewer bytes than `-Os`, but more of them after brotli (3 KB, measured).
fn optimised(module: &Path) -> Result<Vec<u8>, Failure> {
    let (bare, small) = (
        module.with_extension("bare"),
        module.with_extension("small"),
    );
    let whole = fs::read(module).map_err(Failure::while_doing("reading a part of the app"))?;
    fs::write(&bare, names::removed(&whole)?)
        .map_err(Failure::while_doing("writing a part of the app"))?;
    process::show(
        process::command("wasm-opt")
            .args(["-Os", "--strip-debug", "--strip-producers", "--quiet"])
            .args(FEATURES)
            .arg("-o")
            .args([&small, &bare])
            .env("PATH", tools()),
    )?;
    fs::read(&small).map_err(Failure::while_doing("reading what wasm-opt made"))
}

fn tools() -> std::ffi::OsString {
    process::path_with(&[&npm::programs(npm::WASM_OPT)])
}

fn modules(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = listed(folder)?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "wasm"));
    files.sort();
    Ok(files)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let list = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect()
    };
    list().map_err(Failure::while_doing(format!(
        "listing {}",
        folder.display()
    )))
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn unlike(what: &str) -> Failure {
    Failure::Step(format!("splitting the app: {what}"))
}

#[cfg(test)]
mod tests;
