//! `cargo xtask`: everything that is done to Confab from a terminal, with nothing to install first.
//!
//! Each command sets up what it misses, says one line per step with its time, and skips what is already there.
//! Read [`suite`] for what `test` runs, and [`setup`] for what a machine needs.

mod app;
mod bench;
mod checks;
mod dev;
mod e2e;
mod failure;
mod process;
mod say;
mod server;
mod setup;
mod size;
mod stamp;
mod suite;
mod tally;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Everything that is done to Confab from a terminal.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Set up, build and start Confab at <http://127.0.0.1:8080> with its data in `data/`.
    Run {
        /// Offer John, Mary and Mike by one click, with some history between them.
        #[arg(long)]
        demo: bool,
        /// More arguments for `confab serve`, after `--`.
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Set up what is missing and run every check and every test.
    Test,
    /// The server at 8080 and `trunk serve` at 8081, both rebuilt when a source changes.
    Dev,
    /// Format, lints, layers, licences, types: all that needs no browser and no server.
    Check,
    /// The browser tests; arguments after `--` go to Playwright.
    E2e {
        /// Arguments for Playwright, after `--`.
        #[arg(last = true)]
        playwright: Vec<String>,
    },
    /// One self-contained release binary, the app inside.
    Build,
    /// Measure the budgets into `target/bench/latest.json`.
    Bench {
        /// Fewer connections and shorter runs: minutes instead of an hour.
        #[arg(long)]
        quick: bool,
    },
    /// Print the environment that builds the app on this machine: `eval "$(cargo xtask env)"`, then plain `trunk serve`.
    Env,
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Run { demo, serve } => server::run(demo, &serve),
        Task::Test => suite::run(),
        Task::Dev => dev::run(),
        Task::Check => checks::run(),
        Task::E2e { playwright } => e2e::run(&playwright),
        Task::Build => server::build().map(|binary| say::line(&binary.display().to_string())),
        Task::Bench { quick } => bench::run(quick),
        Task::Env => setup::print_app_environment(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                say::failure(&failure);
            }
            failure.exit_code()
        }
    }
}
