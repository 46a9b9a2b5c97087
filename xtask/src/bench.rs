//! The measured budgets: the load generator drives the release binary.

use crate::{failure::Failure, process, say, server, workspace};

/// `cargo xtask bench`: builds both, measures, prints each figure with its budget.
pub(crate) fn run(quick: bool) -> Result<(), Failure> {
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
    say::step("measuring", || process::show(&mut loadtest))?;
    say::line(&format!("written to {}", latest.display()));
    Ok(())
}
