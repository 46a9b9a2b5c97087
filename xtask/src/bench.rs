//! The measured budgets: the load generator drives the release binary, then a browser does.

use std::fs;

use crate::{e2e, failure::Failure, process, say, server, setup, workspace};

/// `cargo xtask bench`: builds both, measures, prints each figure with its budget.
pub(crate) fn run(quick: bool) -> Result<(), Failure> {
    setup::browser()?;
    let confab = server::build()?;
    say::step("building the load generator", || {
        process::show(process::cargo().args([
            "build",
            "--release",
            "--locked",
            "--package",
            "loadtest",
        ]))
    })?;
    let latest = workspace::target().join("bench/latest.json");
    // Figures of an earlier run must not pass for this one's.
    let _ = fs::remove_file(&latest);
    let mut loadtest = process::command(
        &workspace::target()
            .join("release/loadtest")
            .to_string_lossy(),
    );
    loadtest
        .arg("bench")
        .arg("--confab")
        .arg(confab)
        .arg("--out")
        .arg(&latest);
    if quick {
        loadtest.arg("--quick");
    }
    // A budget that was missed is no reason to measure nothing more.
    let server = say::step("measuring the server", || process::show(&mut loadtest));
    let app = say::step("measuring the app", || e2e::bench(quick, &latest));
    say::line(&format!("written to {}", latest.display()));
    server.and(app)
}
