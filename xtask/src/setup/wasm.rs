//! The compiler for WebAssembly: rustup's target, or Debian's own compiler where that target cannot be had.
//!
//! `rustup target add wasm32-unknown-unknown` is the ordinary way. A machine behind a mirror that lacks the target still
//! builds the app: Debian's `rustc-web` with the sources of its std, which cargo compiles along with the app
//! (`build-std`). That takes an environment of its own, set for the one command that builds the app and nowhere else.

use std::path::{Path, PathBuf};

use crate::{failure::Failure, process, say, setup::packages, workspace};

/// The target of the app.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// The compiler, and the sources of its std.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// A way to compile to WebAssembly that works on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compiler {
    /// The toolchain in use has the target's std. Nothing to set.
    Toolchain,
    /// Debian's compiler builds std itself; it ships no linker, so the toolchain's is named.
    Debian {
        /// The toolchain's `rust-lld`, used where it lies: its library path is relative.
        linker: PathBuf,
    },
}

impl Compiler {
    /// What the command that builds the app must have in its environment.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Toolchain => Vec::new(),
            Self::Debian { linker } => vec![
                ("RUSTC", DEBIAN_RUSTC.to_owned()),
                ("RUSTC_BOOTSTRAP", "1".to_owned()),
                ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".to_owned()),
                (
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
                    linker.display().to_string(),
                ),
                // Two compilers must not share a target folder.
                ("CARGO_TARGET_DIR", self.target().display().to_string()),
            ],
        }
    }

    /// The target folder that it compiles into.
    pub(crate) fn target(&self) -> PathBuf {
        match self {
            Self::Toolchain => workspace::target(),
            Self::Debian { .. } => workspace::target().join("app"),
        }
    }

    /// What identifies this compiler, for the stamp of what it built.
    pub(crate) fn identity(&self) -> String {
        let rustc = match self {
            Self::Toolchain => "rustc",
            Self::Debian { .. } => DEBIAN_RUSTC,
        };
        process::capture(process::command(rustc).arg("--version")).unwrap_or_default()
    }
}

/// The compiler that is there, if one is. `CONFAB_WASM_COMPILER=debian` passes over the toolchain's.
pub(crate) fn find() -> Option<Compiler> {
    let sysroot = PathBuf::from(process::capture(
        process::command("rustc").args(["--print", "sysroot"]),
    )?);
    if !toolchain_is_refused() && has_std(&sysroot) {
        return Some(Compiler::Toolchain);
    }
    let debian = process::capture(process::command(DEBIAN_RUSTC).args(["--print", "sysroot"]))?;
    let sources = Path::new(&debian).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    let linker = linker_of(&sysroot)?;
    sources.is_file().then_some(Compiler::Debian { linker })
}

/// Finds the compiler, or installs it: by rustup first, by Debian's packages where rustup cannot.
pub(crate) fn ensure() -> Result<Compiler, Failure> {
    if let Some(compiler) = find() {
        return Ok(compiler);
    }
    let by_rustup = format!("rustup target add {TARGET}");
    let mut rustup = process::command("rustup");
    rustup
        .args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "1");
    // A failure here is not the end: rustup says why on standard error, and the other way is tried.
    if !toolchain_is_refused() && say::step(&by_rustup, || process::show(&mut rustup)).is_ok() {
        return find().ok_or_else(|| needs_hand(&by_rustup));
    }
    if process::find("apt-get").is_none() {
        return Err(needs_hand(&by_rustup));
    }
    packages::apt("a compiler for WebAssembly", &DEBIAN_PACKAGES).map_err(|failure| {
        let known = DEBIAN_PACKAGES
            .iter()
            .all(|package| packages::apt_knows(package));
        instead_of_apt(failure, known, &by_rustup)
    })?;
    find().ok_or_else(|| needs_hand(&by_rustup))
}

/// What to say where apt did not do it. A system without these packages (Ubuntu) has one way only, which needs a person.
fn instead_of_apt(failure: Failure, known: bool, by_rustup: &str) -> Failure {
    if known {
        failure
    } else {
        needs_hand(by_rustup)
    }
}

fn needs_hand(by_rustup: &str) -> Failure {
    Failure::NeedsHand {
        missing: "a compiler for WebAssembly (its target for the toolchain in use)".to_owned(),
        command: by_rustup.to_owned(),
    }
}

/// For trying the other way on a machine that has both.
fn toolchain_is_refused() -> bool {
    std::env::var("CONFAB_WASM_COMPILER").is_ok_and(|which| which == "debian")
}

fn has_std(sysroot: &Path) -> bool {
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(libraries).is_ok_and(|mut files| {
        files.any(|file| {
            file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
        })
    })
}

/// `rust-lld` lies under the host's name, of which a toolchain has one.
fn linker_of(sysroot: &Path) -> Option<PathBuf> {
    let hosts = std::fs::read_dir(sysroot.join("lib/rustlib")).ok()?;
    hosts
        .flatten()
        .map(|host| host.path().join("bin/rust-lld"))
        .find(|linker| linker.is_file())
}

#[cfg(test)]
mod tests;
