//! The browser tests: Playwright drives the system's Chromium against the release binary.

use std::{fs, path::Path, process::Command};

use crate::{failure::Failure, process, server, setup, tally::Tally, workspace};

/// `cargo xtask e2e`: builds what the tests drive, then runs them.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    setup::browser()?;
    server::build()?;
    process::show(playwright()?.args(arguments))
}

/// Runs all of them and counts. The report is Playwright's own, not its output.
pub(crate) fn count() -> Result<Tally, Failure> {
    let report = workspace::root().join("e2e/test-results/report.json");
    // An old report must not speak for a run that never started.
    let _ = fs::remove_file(&report);
    let succeeded = process::tee(&mut playwright()?, |_| ())?;
    let tally = workspace::read(&report)
        .ok()
        .and_then(|report| Tally::from_playwright(&report));
    Ok(tally.unwrap_or_default().of_suite(succeeded))
}

/// Measures what only a browser can tell, and adds the figures to that file. Fails where a budget is missed.
pub(crate) fn bench(quick: bool, figures: &Path) -> Result<(), Failure> {
    let mut node = playwright()?;
    node.args(["--config", "bench/playwright.config.ts"])
        .env("CONFAB_BENCH_OUT", figures);
    if quick {
        node.env("CONFAB_BENCH_QUICK", "1");
    }
    process::show(&mut node)
}

fn playwright() -> Result<Command, Failure> {
    let chromium =
        setup::chromium().ok_or_else(|| Failure::Step("no Chromium was found".to_owned()))?;
    let mut node = process::command("node");
    node.current_dir(workspace::root().join("e2e"))
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .env("CONFAB_CHROMIUM", chromium)
        .env("CONFAB_BINARY", workspace::binary());
    Ok(node)
}
