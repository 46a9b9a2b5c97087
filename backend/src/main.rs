//! The binary `confab`: reads the configuration, starts the logs, does what was asked.

use std::process::ExitCode;

use backend::{
    app,
    config::{Cli, LogFormat},
    telemetry,
};
use clap::Parser;

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
