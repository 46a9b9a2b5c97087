//! Packages of Node: installed exactly as locked, when the lock file is not the one installed.

use std::path::PathBuf;

use crate::{failure::Failure, process, say, stamp, workspace};

/// wasm-opt (the package `binaryen`). Debian's own version miscompiles the app: it exports the wrong table.
pub(crate) const WASM_OPT: &str = "xtask/node";
/// Playwright, axe, TypeScript.
pub(crate) const E2E: &str = "e2e";

/// The programs that the packages of `folder` bring.
pub(crate) fn programs(folder: &str) -> PathBuf {
    workspace::root().join(folder).join("node_modules/.bin")
}

/// Installs what the lock file of `folder` names.
pub(crate) fn ensure(folder: &str) -> Result<(), Failure> {
    let at = workspace::root().join(folder);
    let lock = stamp::digest(
        &[at.join("package.json"), at.join("package-lock.json")],
        &[],
    )?;
    // Inside node_modules, so that removing the folder removes it.
    let installed = at.join("node_modules/.confab-installed");
    if stamp::is(&installed, &lock) {
        return Ok(());
    }
    say::step(&format!("npm ci in {folder}/"), || {
        let mut npm = process::command("npm");
        npm.current_dir(&at)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        // The system's Chromium is used; not every machine may fetch Playwright's own.
        process::show(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })?;
    stamp::set(&installed, &lock)
}
