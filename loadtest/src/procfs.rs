//! What the kernel counts about a process, read from `/proc`. Linux only: elsewhere every reading fails and says so.

use std::{fs, time::Duration};

use crate::failure::Failure;

/// The unit of times in `/proc/PID/stat`: `USER_HZ`, 100 on every Linux that Rust runs on but Alpha.
const TICKS_PER_SECOND: u64 = 100;

/// CPU time that a process has used, user and system, ended threads included. In steps of 10 ms.
pub fn cpu(pid: u32) -> Result<Duration, Failure> {
    let text = read(&format!("/proc/{pid}/stat"))?;
    ticks(&text)
        .map(|ticks| Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
        .ok_or_else(|| unreadable("stat"))
}

/// Fields 14 and 15 of `stat`, counted behind the command's name, which may hold spaces and brackets.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

/// Memory that is the process's alone, in bytes: what it would give back if it ended.
pub fn private_memory(pid: u32) -> Result<u64, Failure> {
    let text = read(&format!("/proc/{pid}/smaps_rollup"))?;
    private_bytes(&text).ok_or_else(|| unreadable("smaps_rollup"))
}

fn private_bytes(rollup: &str) -> Option<u64> {
    let kibibytes = |name: &str| -> Option<u64> {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.trim().parse().ok()
    };
    Some((kibibytes("Private_Clean:")? + kibibytes("Private_Dirty:")?) * 1024)
}

/// Open files that a process may have.
pub fn open_files(pid: u32) -> Result<usize, Failure> {
    let text = read(&format!("/proc/{pid}/limits"))?;
    text.lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .ok_or_else(|| unreadable("limits"))
}

/// Time that the machine's host took away from all cores since it started, and all time together, in ticks.
pub fn stolen() -> Result<(u64, u64), Failure> {
    let text = read("/proc/stat")?;
    steal(&text).ok_or_else(|| unreadable("stat"))
}

fn steal(stat: &str) -> Option<(u64, u64)> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = line
        .split_whitespace()
        .map_while(|field| field.parse().ok())
        .collect();
    // The eighth is steal; the two after it are guests' time, which the first two already hold.
    Some((*ticks.get(7)?, ticks.iter().take(8).sum()))
}

/// Time that a core was busy, whoever had it.
pub fn busy(core: u32) -> Result<Duration, Failure> {
    let text = read("/proc/stat")?;
    busy_ticks(&text, core)
        .map(|ticks| Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
        .ok_or_else(|| unreadable("stat"))
}

fn busy_ticks(stat: &str, core: u32) -> Option<u64> {
    let name = format!("cpu{core} ");
    let line = stat.lines().find_map(|line| line.strip_prefix(&name))?;
    let ticks: Vec<u64> = line
        .split_whitespace()
        .map_while(|field| field.parse().ok())
        .collect();
    // The fourth and the fifth are idle and waiting; those from the ninth on are in the first two.
    let all: u64 = ticks.iter().take(8).sum();
    Some(all - ticks.get(3)? - ticks.get(4)?)
}

/// The core that a process is kept on; `None` if it may choose.
pub fn only_core(pid: u32) -> Result<Option<u32>, Failure> {
    let status = read(&format!("/proc/{pid}/status"))?;
    Ok(core_in(&status))
}

fn core_in(status: &str) -> Option<u32> {
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    list.trim().parse().ok()
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::while_doing(format!("reading {path}")))
}

fn unreadable(what: &str) -> Failure {
    Failure::Unexpected(format!("/proc's {what} is not of the known form"))
}

#[cfg(test)]
mod tests;
