//! A digest of files, by which a step knows that nothing changed since it last ran.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use crate::{failure::Failure, workspace};

/// A digest of the names and contents of all files under `paths` (files or folders; what is missing counts as empty),
/// followed by `facts` that are not in files. Meant to notice change, not to resist an attacker.
pub(crate) fn digest(paths: &[PathBuf], facts: &[&str]) -> Result<String, Failure> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.hash(&mut hasher);
        fs::read(file)
            .map_err(Failure::while_doing(format!("reading {}", file.display())))?
            .hash(&mut hasher);
    }
    facts.hash(&mut hasher);
    Ok(format!("{:016x} {} files", hasher.finish(), files.len()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let reading = || Failure::while_doing(format!("listing {}", path.display()));
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).map_err(reading())? {
            collect(&entry.map_err(reading())?.path(), files)?;
        }
    }
    Ok(())
}

/// Whether the stamp at `at` says exactly `digest`.
pub(crate) fn is(at: &Path, digest: &str) -> bool {
    fs::read_to_string(at).is_ok_and(|written| written == digest)
}

/// Writes the stamp; call it after the step has succeeded.
pub(crate) fn set(at: &Path, digest: &str) -> Result<(), Failure> {
    workspace::write(at, digest)
}

#[cfg(test)]
mod tests;
