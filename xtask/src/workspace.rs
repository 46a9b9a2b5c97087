//! Where things are: the repository, the target folder, and what `Cargo.toml` pins.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::failure::Failure;

/// The root of the repository. Cargo says where it is when it starts us: what was true when this was compiled may be another
/// checkout, if they share a target folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        here.parent()
            .map_or_else(|| here.clone(), Path::to_path_buf)
    });
    &ROOT
}

/// Cargo's target folder: `CARGO_TARGET_DIR` where set, `target/` otherwise.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built app.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The release binary, the app inside.
pub(crate) fn binary() -> PathBuf {
    target()
        .join("release")
        .join(format!("confab{}", env::consts::EXE_SUFFIX))
}

/// The exact version that the workspace pins for `name`, as in `name = "=1.2.3"`.
pub(crate) fn pinned(name: &str) -> Result<String, Failure> {
    let manifest = read(&root().join("Cargo.toml"))?;
    pinned_in(&manifest, name).ok_or_else(|| {
        Failure::Step(format!(
            "Cargo.toml does not pin `{name}` as `{name} = \"=…\"`"
        ))
    })
}

fn pinned_in(manifest: &str, name: &str) -> Option<String> {
    manifest.lines().find_map(|line| {
        let value = line.strip_prefix(name)?.trim_start().strip_prefix('=')?;
        let version = value.trim().strip_prefix("\"=")?.strip_suffix('"')?;
        Some(version.to_owned())
    })
}

/// A text file, or a failure that names it.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::while_doing(format!("reading {}", path.display())))
}

/// Writes a text file and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(Failure::while_doing(format!("writing {}", path.display())))
}

#[cfg(test)]
mod tests;
