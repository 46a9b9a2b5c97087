//! The server: built with the app inside, and started.

use std::{path::PathBuf, process::Command};

use crate::{app, failure::Failure, process, say, setup, workspace};

/// Where `cargo xtask run` and `dev` listen; `Trunk.toml` sends `/api` and `/ws` there.
pub(crate) const LISTEN: &str = "127.0.0.1:8080";
/// Health and metrics: a listener of its own.
pub(crate) const ADMIN_LISTEN: &str = "127.0.0.1:9090";

/// Builds the app and the release binary that holds it.
pub(crate) fn build() -> Result<PathBuf, Failure> {
    let compiler = setup::app()?;
    app::build(&compiler)?;
    build_with_app()
}

/// Builds the release binary around the app that is in `dist/`.
pub(crate) fn build_with_app() -> Result<PathBuf, Failure> {
    setup::server()?;
    say::step("building the server with the app inside", || {
        process::show(cargo_build("embed").arg("--release"))
    })?;
    Ok(workspace::binary())
}

fn cargo_build(feature: &str) -> Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--package", "backend"]);
    cargo.args(["--bin", "confab", "--features", feature]);
    cargo
}

/// Builds the server with the faults that the fault tests must find, beside the one that they must not find any in.
pub(crate) fn build_planted() -> Result<(), Failure> {
    process::show(&mut cargo_build("planted-faults"))?;
    let built = |name: &str| {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        workspace::target().join("debug").join(name)
    };
    std::fs::copy(built("confab"), built("confab-planted"))
        .map(|_| ())
        .map_err(Failure::while_doing("copying the planted server"))
}

/// `cargo xtask run`.
pub(crate) fn run(demo: bool, more: &[String]) -> Result<(), Failure> {
    let mut confab = process::command(&build()?.to_string_lossy());
    confab.args(arguments(demo, more)).args(more);
    become_it(&mut confab)
}

/// The arguments of a server on this machine: open registration, its data in `data/`, unless `more` says otherwise.
pub(crate) fn arguments(demo: bool, more: &[String]) -> Vec<String> {
    let data = workspace::root().join("data").display().to_string();
    let usual = [
        ("--listen", LISTEN),
        ("--admin-listen", ADMIN_LISTEN),
        ("--registration", "open"),
        ("--data-dir", &data),
    ];
    let is_said = |name: &str| more.iter().any(|word| word.split('=').next() == Some(name));
    let usual = usual.into_iter().filter(|(name, _)| !is_said(name));
    let usual = usual.flat_map(|(name, value)| [name, value]);
    let demo = demo.then_some("--demo");
    let words = ["serve"].into_iter().chain(usual).chain(demo);
    words.map(str::to_owned).collect()
}

/// Replaces this process by the server, so that Ctrl-C and `kill` reach the server itself and it stops gracefully.
#[cfg(unix)]
fn become_it(confab: &mut std::process::Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt as _;
    Err(Failure::Step(format!(
        "starting the server: {}",
        confab.exec()
    )))
}

/// Waits for the server; the console sends Ctrl-C to both.
#[cfg(not(unix))]
fn become_it(confab: &mut std::process::Command) -> Result<(), Failure> {
    process::show(confab)
}
