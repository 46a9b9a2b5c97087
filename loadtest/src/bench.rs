//! The measured budgets. Confab's release binary and the floor run as processes of their own on one core, the generator on another; what
//! is compared is compared in one run, because absolute times on a shared machine mean nothing.

mod capacity;
mod compare;
mod cost;
mod memory;
mod refusals;
mod servers;
mod signs;
mod town;

pub use cost::RATE;

use std::path::{Path, PathBuf};

use crate::{
    failure::Failure,
    machine::Cores,
    report::{self, Figure},
};
use servers::Servers;
use town::{PAIRS, Town};

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Three minutes: enough to see a budget missed.
    Quick,
    /// A quarter of an hour: enough to publish.
    Full,
}

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Private memory per idle connection.
    Memory,
    /// CPU time per message, against the floor.
    Cost,
    /// The highest rate, against the floor.
    Capacity,
    /// CPU time of typing and presence, against that of messages.
    Signs,
    /// Whether the time of a refused sign-in tells if there is such an account.
    Refusals,
}

impl Workload {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Memory,
        Self::Signs,
        Self::Cost,
        Self::Capacity,
        Self::Refusals,
    ];

    /// Those that three minutes are enough for.
    pub const QUICK: [Self; 4] = [Self::Memory, Self::Signs, Self::Cost, Self::Capacity];

    /// The people that it needs.
    fn pairs(self) -> usize {
        match self {
            Self::Cost | Self::Capacity => PAIRS,
            Self::Memory | Self::Signs | Self::Refusals => signs::PAIRS,
        }
    }
}

/// What a run needs to know.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Confab's release binary.
    pub confab: PathBuf,
    /// Which core does what.
    pub cores: Cores,
    /// How thoroughly.
    pub depth: Depth,
    /// The messages a second at which CPU times are compared.
    pub rate: u32,
}

/// Compares a build with another one, and prints what a message costs in each.
pub async fn compare(setting: &Setting, other: &Path) -> Result<(), Failure> {
    let town = Town::found(setting, PAIRS).await?;
    compare::measure(setting, &town, other).await
}

/// Measures, prints as it goes, and writes the list to `out`. Says whether every budget was kept.
pub async fn run(
    setting: &Setting,
    workloads: &[Workload],
    out: Option<&Path>,
) -> Result<bool, Failure> {
    let signs = workloads.contains(&Workload::Signs);
    let pairs = workloads.iter().map(|workload| workload.pairs());
    let town = Town::found(setting, pairs.max().unwrap_or_default()).await?;
    let mut figures: Vec<Figure> = Vec::new();
    if workloads.contains(&Workload::Memory) {
        figures.push(memory::measure(setting, &town).await?);
    }
    if signs {
        figures.push(signs::measure(setting, &town).await?);
    }
    if workloads.contains(&Workload::Cost) || workloads.contains(&Workload::Capacity) {
        let mut servers = Servers::start(setting, &town).await?;
        if workloads.contains(&Workload::Cost) {
            figures.push(cost::measure(&mut servers, setting).await?);
        }
        if workloads.contains(&Workload::Capacity) {
            figures.push(capacity::measure(&mut servers, setting.depth).await?);
        }
    }
    if workloads.contains(&Workload::Refusals) {
        figures.extend(refusals::measure(setting, &town).await?);
    }
    report::say("");
    for figure in &figures {
        report::say(figure);
    }
    if let Some(out) = out {
        report::write(&figures, out)?;
    }
    Ok(figures.iter().all(Figure::holds))
}

#[cfg(test)]
mod tests;
