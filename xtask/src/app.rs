//! The app: Trunk builds it for WebAssembly into `dist/`.

mod names;
mod piece;
mod split;
mod styles;

use std::{path::PathBuf, process::Command};

use crate::{
    failure::Failure,
    process, say,
    setup::{
        npm,
        wasm::{self, Compiler},
    },
    stamp, workspace,
};

/// All that the app is made of; a change to anything else does not rebuild it.
const SOURCES: [&str; 9] = [
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "frontend",
    "common/src",
    "common/derive/src",
    "xtask/node/package-lock.json",
    "xtask/src/app",
];

/// Builds the release of the app, unless `dist/` already holds what these sources make.
pub(crate) fn build(compiler: &Compiler) -> Result<(), Failure> {
    let at = workspace::target().join("app.stamp");
    if stamp::is(&at, &state(compiler)?) {
        say::skipped("the app", "up to date");
        return Ok(());
    }
    say::step("building the app for WebAssembly", || {
        // Trunk runs cargo offline, so that it never looks for tools; what cargo needs is fetched here, and by
        // the same compiler: one that builds std needs the crates of std as well.
        fetch(compiler)?;
        let mut trunk = trunk(compiler);
        trunk.args(["build", "--release", "--offline", "--locked"]);
        process::show(trunk.args(["--features", "split"]))?;
        styles::join(&workspace::dist())?;
        split::into_dist(&compiled(compiler), &workspace::dist())
    })?;
    stamp::set(&at, &state(compiler)?)
}

/// Fetches the crates of the app.
pub(crate) fn fetch(compiler: &Compiler) -> Result<(), Failure> {
    let mut cargo = process::cargo();
    cargo.args(["fetch", "--quiet", "--target", wasm::TARGET]);
    process::show(cargo.envs(compiler.environment()))
}

/// Compiles the client without a browser for the browser, by itself: nothing of the host may be needed by it.
pub(crate) fn build_client_core(compiler: &Compiler) -> Result<(), Failure> {
    let mut cargo = process::cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "client-core",
        "--target",
        wasm::TARGET,
        "--profile",
        "wasm",
    ]);
    process::show(cargo.envs(compiler.environment()))
}

/// The app as cargo leaves it: one module, before anything has read it.
fn compiled(compiler: &Compiler) -> PathBuf {
    let folders = [wasm::TARGET, "wasm", "frontend.wasm"];
    folders
        .iter()
        .fold(compiler.target(), |at, folder| at.join(folder))
}

/// Trunk, with the tools and the environment that it needs on this machine.
pub(crate) fn trunk(compiler: &Compiler) -> Command {
    let mut trunk = process::command("trunk");
    trunk
        .env("PATH", process::path_with(&[&npm::programs(npm::WASM_OPT)]))
        .envs(compiler.environment());
    // Trunk reads NO_COLOR as true or false, and others set it to 1.
    trunk.env_remove("NO_COLOR");
    trunk
}

/// Sources and result: `trunk serve` writes into `dist/` as well, and what it wrote is not the release.
fn state(compiler: &Compiler) -> Result<String, Failure> {
    let mut paths: Vec<_> = SOURCES
        .iter()
        .map(|path| workspace::root().join(path))
        .collect();
    paths.push(workspace::dist());
    stamp::digest(&paths, &[&compiler.identity()])
}
