//! The budget of the first load: what a browser fetches before the sign-in page is alive, in brotli bytes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, say, workspace};

/// 300 KB: three seconds on a slow 3G line.
const BUDGET: usize = 300_000;
/// What is loaded first. Pictures and fonts come later and are not waited for.
const LOADED_FIRST: [&str; 4] = ["html", "js", "css", "wasm"];

/// Compresses every file of `dist/` that is loaded first, prints each size and the sum, and fails above the budget.
pub(crate) fn check() -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(&workspace::dist(), &mut files).map_err(Failure::while_doing("listing dist"))?;
    files.sort();
    let mut sum = 0;
    for file in &files {
        let bytes =
            fs::read(file).map_err(Failure::while_doing(format!("reading {}", file.display())))?;
        let small = compressed(&bytes).map_err(Failure::while_doing(format!(
            "compressing {}",
            file.display()
        )))?;
        let name = file.strip_prefix(workspace::dist()).unwrap_or(file);
        say::line(&format!(
            "  {:>9} bytes, {small:>7} in brotli  {}",
            bytes.len(),
            name.display()
        ));
        sum += small;
    }
    say::line(&format!("  first load: {sum} of {BUDGET} bytes in brotli"));
    verdict(files.len(), sum)
}

fn verdict(files: usize, sum: usize) -> Result<(), Failure> {
    match sum {
        _ if files == 0 => Err(Failure::Step("dist/ holds no app to measure".to_owned())),
        0..=BUDGET => Ok(()),
        _ => Err(Failure::Step(format!(
            "the first load is {} bytes over its budget of {BUDGET}",
            sum - BUDGET
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
            .is_some_and(|extension| LOADED_FIRST.iter().any(|first| extension == *first))
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
