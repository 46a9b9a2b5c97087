//! Programs that cargo builds, once per machine, where cargo puts them.

use crate::{failure::Failure, process, say, workspace};

/// The newest that Rust 1.95 builds; 0.22 wants 1.96.
const TRUNK: &str = "0.21.14";
const DENY: &str = "0.20.2";
/// Reads what `wasm_split_helpers`, which Leptos brings, leaves in the app.
const SPLIT: &str = "0.2.4";
const SPLIT_PACKAGE: &str = "wasm_split_cli_support";

/// Builds a tool in about half the time. It is run a few times a day for a second; how fast it is does not matter.
const CHEAP: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// Trunk, which builds the app.
pub(crate) fn ensure_trunk() -> Result<(), Failure> {
    ensure("trunk", "trunk", TRUNK, Lock::Theirs, "about 4 min")
}

/// wasm-bindgen's program; it must equal the library to the letter.
pub(crate) fn ensure_wasm_bindgen() -> Result<(), Failure> {
    // Its own lock file asks for a crate version that was taken back; the newest compatible ones build.
    ensure(
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &workspace::pinned("wasm-bindgen")?,
        Lock::Newest,
        "about 90 s",
    )
}

/// wasm-split-cli, which cuts what is loaded later from the app.
pub(crate) fn ensure_wasm_split() -> Result<(), Failure> {
    let program = "wasm-split-cli";
    // It does not say its version; cargo remembers what it installed.
    let installed = process::capture(process::cargo().args(["install", "--list"]));
    let line = format!("{SPLIT_PACKAGE} v{SPLIT}:");
    if process::find(program).is_some()
        && installed.is_some_and(|list| list.lines().any(|known| known == line))
    {
        return Ok(());
    }
    install(
        SPLIT_PACKAGE,
        SPLIT,
        Lock::Theirs,
        &["build-binary"],
        "about 1 min",
    )
}

/// cargo-deny, which checks licences, sources and banned crates.
pub(crate) fn ensure_deny() -> Result<(), Failure> {
    ensure("cargo-deny", "cargo-deny", DENY, Lock::Theirs, "about 75 s")
}

/// rustfmt and clippy; a minimal toolchain lacks them.
pub(crate) fn ensure_components() -> Result<(), Failure> {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if process::capture(process::cargo().args([program, "--version"])).is_none() {
            let add = format!("rustup component add {component}");
            say::step(&add, || {
                process::show(process::command("rustup").args(["component", "add", component]))
            })
            .map_err(|_| Failure::NeedsHand {
                missing: component.to_owned(),
                command: add.clone(),
            })?;
        }
    }
    Ok(())
}

/// Which versions of its dependencies a tool is built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    /// Those its author tested.
    Theirs,
    /// The newest compatible ones.
    Newest,
}

fn ensure(
    package: &str,
    program: &str,
    version: &str,
    lock: Lock,
    time: &str,
) -> Result<(), Failure> {
    let here = process::find(program)
        .and_then(|path| {
            process::capture(process::command(&path.to_string_lossy()).arg("--version"))
        })
        .is_some_and(|said| says(&said, version));
    if here {
        return Ok(());
    }
    install(package, version, lock, &[], time)
}

fn install(
    package: &str,
    version: &str,
    lock: Lock,
    features: &[&str],
    time: &str,
) -> Result<(), Failure> {
    say::step(
        &format!("building {package} {version} ({time}, once per machine)"),
        || {
            let mut cargo = process::cargo();
            cargo
                .args(["install", "--quiet", &format!("{package}@{version}")])
                .envs(CHEAP);
            // The workspace's target folder is no place for it, and its compiler may be Debian's.
            cargo.env_remove("CARGO_TARGET_DIR").env_remove("RUSTC");
            if lock == Lock::Theirs {
                cargo.arg("--locked");
            }
            for feature in features {
                cargo.args(["--features", feature]);
            }
            process::show(&mut cargo)
        },
    )
}

/// `trunk 0.21.14` says version 0.21.14, and not 0.21.1.
fn says(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests;
