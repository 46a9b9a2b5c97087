//! What can be said about the sources without running the product: format, lints, layers, licences, types.

use std::process::Command;

use crate::{failure::Failure, process, say, setup, tally::Tally, workspace};

/// One check: what it is called, and the command that fails when it does not hold.
struct Check {
    name: &'static str,
    command: Command,
}

/// `cargo xtask check`.
pub(crate) fn run() -> Result<(), Failure> {
    setup::checks()?;
    let mut tally = all();
    tally.add(tidy());
    say::line(&tally.to_string());
    if tally.is_good() {
        Ok(())
    } else {
        Err(Failure::Tests)
    }
}

/// Runs every check but the layer table, which is a test and runs with the others in `cargo xtask test`.
pub(crate) fn all() -> Tally {
    let mut tally = Tally::default();
    for Check { name, mut command } in table() {
        tally.add(Tally::one(
            say::step(name, || process::show(&mut command)).is_ok(),
        ));
    }
    tally
}

/// The lints of the server with the app inside, which must have been built: it is embedded at compile time.
pub(crate) fn embedded() -> Tally {
    let mut cargo = process::cargo();
    cargo.args([
        "clippy",
        "--quiet",
        "--package",
        "backend",
        "--features",
        "embed",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]);
    let lints = || process::show(&mut cargo);
    Tally::one(say::step("lints, the app embedded", lints).is_ok())
}

fn tidy() -> Tally {
    let mut cargo = process::cargo();
    cargo.args(["test", "--quiet", "--package", "xtask", "--test", "tidy"]);
    Tally::one(
        say::step("layers, confined crates, sizes, documents", || {
            process::show(&mut cargo)
        })
        .is_ok(),
    )
}

fn table() -> Vec<Check> {
    let cargo = |arguments: &[&str]| {
        let mut cargo = process::cargo();
        cargo.args(arguments);
        cargo
    };
    let mut types = process::command("node");
    types
        .current_dir(workspace::root().join("e2e"))
        .args(["node_modules/typescript/bin/tsc", "--noEmit"]);
    vec![
        Check {
            name: "format",
            command: cargo(&["fmt", "--all", "--check"]),
        },
        Check {
            // The app too, for this machine: the lints need no wasm32 std, which not every toolchain has.
            name: "lints",
            command: cargo(&[
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ]),
        },
        Check {
            name: "licences, sources, banned crates",
            command: cargo(&[
                "deny",
                "--log-level",
                "error",
                "check",
                "bans",
                "licenses",
                "sources",
            ]),
        },
        Check {
            name: "types of the browser tests",
            command: types,
        },
    ]
}
