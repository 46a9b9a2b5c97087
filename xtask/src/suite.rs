//! `cargo xtask test`: every check and every test, from the cheapest to the dearest. Nothing is skipped because
//! something before it failed; the last line is the count.

use crate::{app, checks, e2e, failure::Failure, process, say, server, setup, size, tally::Tally};

/// Runs everything. The last line of standard output is `N passed, N failed`.
pub(crate) fn run() -> Result<(), Failure> {
    let clock = say::Stopwatch::start();
    if let Err(failure) = setup::everything() {
        // Said before the count, so that the count stays the last line.
        say::failure(&failure);
        say::line(&Tally::one(false).to_string());
        return Err(Failure::SetUp(Box::new(failure)));
    }
    let mut sum = Tally::default();
    for (suite, count) in [
        ("checks", checks::all as fn() -> Tally),
        ("tests of the crates", crates),
        ("the app and its size", the_app),
        ("browser tests", browser),
    ] {
        let tally = count();
        say::line(&format!("── {suite}: {tally}"));
        sum.add(tally);
    }
    say::line(&format!("── all of it took {}", clock.read()));
    say::line(&sum.to_string());
    if sum.is_good() {
        Ok(())
    } else {
        Err(Failure::Tests)
    }
}

/// Unit, property, conformance, integration and fault tests, and the layer table.
fn crates() -> Tally {
    // Before `cargo test`, which puts the sound binary in its place again.
    if say::step("the server with planted faults", server::build_planted).is_err() {
        return Tally::one(false);
    }
    let mut tally = cargo_test("cargo test", &["--workspace", "--no-fail-fast"]);
    // Each law must fail with the fault that it is there for.
    let planted = [
        "--package",
        "backend",
        "--lib",
        "--features",
        "planted-faults",
        "planted",
    ];
    tally.add(cargo_test("the laws with planted faults", &planted));
    tally
}

fn cargo_test(name: &str, arguments: &[&str]) -> Tally {
    let mut cargo = process::cargo();
    cargo.args(["test", "--locked"]).args(arguments);
    let mut tally = Tally::default();
    let ran = say::step(name, || {
        process::tee(&mut cargo, |line| tally.read_cargo(line))
    });
    tally.of_suite(ran.is_ok_and(|succeeded| succeeded))
}

/// The app builds, its core builds without it, and what a browser loads first is within the budget.
fn the_app() -> Tally {
    let mut tally = Tally::default();
    let Ok(compiler) = setup::app() else {
        return Tally::one(false);
    };
    tally.add(Tally::one(app::build(&compiler).is_ok()));
    let core = || app::build_client_core(&compiler);
    tally.add(Tally::one(
        say::step("client-core for WebAssembly", core).is_ok(),
    ));
    tally.add(Tally::one(
        say::step("size of the first load", size::check).is_ok(),
    ));
    tally.add(checks::embedded());
    tally
}

/// The release binary, driven by real browsers.
fn browser() -> Tally {
    let Ok(_) = server::build() else {
        return Tally::one(false);
    };
    say::step("Playwright", e2e::count).unwrap_or(Tally::one(false))
}
