//! The binary `confab`: reads the configuration, starts the logs, does what was asked.

use std::process::ExitCode;

use backend::{
    app,
    config::{Cli, LogFormat},
    telemetry,
};
use clap::Parser;
use mimalloc::MiMalloc;

/// A message's pieces are made on one thread and freed on another, which the system's allocator pays for dearly.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&*error);
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    let config = cli.settings()?;
    telemetry::start_logging(&config.log, config.log_format == LogFormat::Json)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(app::perform(cli.command, config))?;
    Ok(())
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a command belongs on the terminal, not into a log"
)]
fn complain(error: &dyn std::error::Error) {
    eprintln!("confab: {error}");
}
