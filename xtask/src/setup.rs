//! What a machine needs, and how it comes there: each part looks first and installs only what is missing.
//!
//! | part | what | how |
//! |---|---|---|
//! | [`packages`] | C compiler, Node, Chromium, strace, mount and unshare | apt as root or by password-less sudo; elsewhere the command is shown |
//! | [`wasm`] | std for wasm32 | `rustup target add`; where that cannot be had, Debian's own compiler |
//! | [`tools`] | trunk, wasm-bindgen, wasm-split-cli, cargo-deny | `cargo install`, once per machine |
//! | [`npm`] | wasm-opt, Playwright, axe | `npm ci`, when the lock file changed |

pub(crate) mod npm;
mod packages;
mod tools;
pub(crate) mod wasm;

use crate::{
    failure::Failure,
    process, say,
    setup::packages::{C_COMPILER, CHROMIUM, KILL, MOUNT, NODE, STRACE, UNSHARE},
};

/// What building the app takes.
pub(crate) fn app() -> Result<wasm::Compiler, Failure> {
    packages::ensure(&[&C_COMPILER, &NODE])?;
    packages::ensure_node_is_new_enough()?;
    let compiler = wasm::ensure()?;
    tools::ensure_wasm_bindgen()?;
    tools::ensure_trunk()?;
    tools::ensure_wasm_split()?;
    npm::ensure(npm::WASM_OPT)?;
    Ok(compiler)
}

/// What building the server takes: SQLite is compiled from its C source.
pub(crate) fn server() -> Result<(), Failure> {
    packages::ensure(&[&C_COMPILER])
}

/// What `check` takes.
pub(crate) fn checks() -> Result<(), Failure> {
    packages::ensure(&[&C_COMPILER, &NODE])?;
    packages::ensure_node_is_new_enough()?;
    tools::ensure_components()?;
    tools::ensure_deny()?;
    npm::ensure(npm::E2E)
}

/// What the browser tests take.
pub(crate) fn browser() -> Result<(), Failure> {
    packages::ensure(&[&NODE, &CHROMIUM])?;
    packages::ensure_node_is_new_enough()?;
    npm::ensure(npm::E2E)
}

/// Everything that `test` takes, so that a person is asked once and at the start.
pub(crate) fn everything() -> Result<(), Failure> {
    packages::ensure(&[
        &C_COMPILER,
        &NODE,
        &CHROMIUM,
        &KILL,
        &STRACE,
        &MOUNT,
        &UNSHARE,
    ])?;
    checks()?;
    app()?;
    browser()
}

/// The browser that drives the tests.
pub(crate) fn chromium() -> Option<std::path::PathBuf> {
    packages::chromium()
}

/// `cargo xtask env`: what a shell must export so that plain `trunk serve` works on this machine. Installs nothing.
pub(crate) fn print_app_environment() -> Result<(), Failure> {
    let compiler = wasm::find().ok_or_else(|| {
        Failure::Step(
            "nothing here compiles to WebAssembly yet; run `cargo xtask build` once".to_owned(),
        )
    })?;
    for (name, value) in compiler.environment() {
        say::line(&format!("export {name}='{value}'"));
    }
    let path = process::path_with(&[&npm::programs(npm::WASM_OPT)]);
    say::line(&format!("export PATH='{}'", path.to_string_lossy()));
    Ok(())
}
