//! The command line of the load generator.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use loadtest::{
    bench::{self, Depth, Setting, Workload},
    failure::Failure,
    floor, machine, report,
};

/// Measures Confab against its budgets, and against the bare floor.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure everything that has a budget
    Bench {
        #[command(flatten)]
        measure: Measure,
        /// Where the list of figures goes
        #[arg(long)]
        out: PathBuf,
    },
    /// Measure the memory of idle connections only
    Memory(Measure),
    /// Measure the CPU time per message only
    Cost {
        #[command(flatten)]
        measure: Measure,
        /// Messages a second; the budget is for the default
        #[arg(long, default_value_t = bench::RATE)]
        rate: u32,
    },
    /// Measure the CPU time per message of two builds, in turn
    Compare {
        #[command(flatten)]
        measure: Measure,
        /// The other release binary
        #[arg(long)]
        other: PathBuf,
        /// Messages a second, beside as many as are answered
        #[arg(long, default_value_t = bench::RATE)]
        rate: u32,
    },
    /// Measure the highest rate only
    Capacity(Measure),
    /// Measure the CPU time of typing and presence only
    Signs(Measure),
    /// Measure what the time of a refused sign-in tells only
    Refusals(Measure),
    /// Run the bare floor
    Floor {
        /// Where it listens
        #[arg(long)]
        listen: SocketAddr,
        /// The folder of its database
        #[arg(long)]
        data_dir: PathBuf,
    },
}

#[derive(Args, Debug)]
struct Measure {
    /// Three minutes instead of a quarter of an hour
    #[arg(long)]
    quick: bool,
    /// Confab's release binary
    #[arg(long)]
    confab: PathBuf,
}

fn main() -> ExitCode {
    let ran = match Cli::parse().command {
        Command::Bench { measure, out } => {
            let workloads: &[Workload] = if measure.quick {
                &Workload::QUICK
            } else {
                &Workload::ALL
            };
            measured(&measure, bench::RATE, workloads, Some(out.as_path()))
        }
        Command::Memory(measure) => measured(&measure, bench::RATE, &[Workload::Memory], None),
        Command::Cost { measure, rate } => measured(&measure, rate, &[Workload::Cost], None),
        Command::Capacity(measure) => measured(&measure, bench::RATE, &[Workload::Capacity], None),
        Command::Compare {
            measure,
            other,
            rate,
        } => compared(&measure, rate, &other),
        Command::Signs(measure) => measured(&measure, bench::RATE, &[Workload::Signs], None),
        Command::Refusals(measure) => measured(&measure, bench::RATE, &[Workload::Refusals], None),
        Command::Floor { listen, data_dir } => run_floor(listen, &data_dir),
    };
    match ran {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            report::say("a budget was missed");
            ExitCode::FAILURE
        }
        Err(failure) => {
            report::say(failure);
            ExitCode::FAILURE
        }
    }
}

fn measured(
    measure: &Measure,
    rate: u32,
    workloads: &[Workload],
    out: Option<&std::path::Path>,
) -> Result<bool, Failure> {
    let setting = setting(measure, rate)?;
    one_thread()?.block_on(bench::run(&setting, workloads, out))
}

fn compared(measure: &Measure, rate: u32, other: &std::path::Path) -> Result<bool, Failure> {
    let setting = setting(measure, rate)?;
    one_thread()?.block_on(bench::compare(&setting, other))?;
    Ok(true)
}

fn setting(measure: &Measure, rate: u32) -> Result<Setting, Failure> {
    Ok(Setting {
        confab: measure.confab.clone(),
        cores: machine::prepare()?,
        depth: if measure.quick {
            Depth::Quick
        } else {
            Depth::Full
        },
        rate,
    })
}

fn run_floor(listen: SocketAddr, data: &std::path::Path) -> Result<bool, Failure> {
    one_thread()?
        .block_on(floor::serve(listen, data, |at| {
            report::say(format_args!("the floor listens at {at}"));
        }))
        .map_err(Failure::while_doing("serving the floor"))?;
    Ok(true)
}

/// One core each is what is compared, so one thread each is what is run.
fn one_thread() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::while_doing("starting the runtime"))
}
