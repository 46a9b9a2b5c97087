//! The machine that is measured on: which core does what, how many files may be open.

use std::{fs, process::Command};

use crate::{failure::Failure, procfs, report};

/// Which core servers run on; the generator has another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cores {
    server: Option<String>,
    all: Option<String>,
}

impl Cores {
    /// Words before a server's command that keep it on its core; none where there is only one, or no `taskset`.
    pub fn before_server(&self) -> Vec<&str> {
        match &self.server {
            Some(core) => vec!["taskset", "-c", core],
            None => Vec::new(),
        }
    }

    /// Words before the command of a server that is not measured: all cores, although this process has one.
    pub fn before_setup(&self) -> Vec<&str> {
        match &self.all {
            Some(cores) => vec!["taskset", "-c", cores],
            None => Vec::new(),
        }
    }
}

/// Keeps this process on a core of its own, and allows it and the servers it starts as many open files as the system lets it have. Where
/// that cannot be done it is said, and less is certain. Call it before any thread is started.
pub fn prepare() -> Result<Cores, Failure> {
    let me = std::process::id().to_string();
    let raise = "prlimit --pid \"$0\" --nofile=\"$(ulimit -Hn)\"";
    if !succeeds("sh", &["-c", raise, &me]) {
        report::say("note: the limit of open files could not be raised");
    }
    let status = fs::read_to_string("/proc/self/status")
        .map_err(Failure::while_doing("reading /proc/self/status"))?;
    let cores = match allowed_cores(&status).as_slice() {
        [server, generator, ..]
            if succeeds("taskset", &["-a", "-p", "-c", &generator.to_string(), &me]) =>
        {
            Cores {
                server: Some(server.to_string()),
                all: Some(format!("{server},{generator}")),
            }
        }
        _ => {
            report::say("note: servers and generator share what cores there are");
            Cores::default()
        }
    };
    let files = procfs::open_files(std::process::id())?;
    report::say(format_args!("open files: at most {files}"));
    Ok(cores)
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).output();
    ran.is_ok_and(|output| output.status.success())
}

/// The cores that this process may use: `Cpus_allowed_list: 0-1,4`.
fn allowed_cores(status: &str) -> Vec<u32> {
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))
        .unwrap_or_default();
    list.trim()
        .split(',')
        .filter_map(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            Some(from.parse().ok()?..=to.parse().ok()?)
        })
        .flatten()
        .collect()
}

/// The share of the machine that its host took away between two readings of [`procfs::stolen`].
pub fn stolen_share(before: (u64, u64), after: (u64, u64)) -> f64 {
    let ticks = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = after.1.saturating_sub(before.1).max(1);
    ticks(after.0.saturating_sub(before.0)) / ticks(all)
}

#[cfg(test)]
mod tests;
