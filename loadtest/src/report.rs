//! Figures with their budgets: a table for people, a list for programs.

use std::{fmt, fs, path::Path};

use serde::Serialize;

use crate::failure::Failure;

/// On which side of its budget a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// Less is better.
    AtMost,
    /// More is better.
    AtLeast,
}

/// A measured figure that has a budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// The result.
    pub value: f64,
    /// Its unit; `ratio` has none.
    pub unit: &'static str,
    /// What it may be.
    pub budget: f64,
    /// On which side of it.
    pub sense: Sense,
}

impl Figure {
    /// The figure keeps its budget. A figure that is no number does not.
    pub fn holds(&self) -> bool {
        match self.sense {
            Sense::AtMost => self.value <= self.budget,
            Sense::AtLeast => self.value >= self.budget,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verdict, sign) = match (self.holds(), self.sense) {
            (true, Sense::AtMost) => ("ok    ", "≤"),
            (true, Sense::AtLeast) => ("ok    ", "≥"),
            (false, Sense::AtMost) => ("MISSED", "≤"),
            (false, Sense::AtLeast) => ("MISSED", "≥"),
        };
        let (name, value, unit, budget) = (self.name, self.value, self.unit, self.budget);
        write!(
            f,
            "{verdict}  {name:<44} {value:>9.2} {unit:<6} (budget {sign} {budget})"
        )
    }
}

/// Writes the list for programs: `[{name, value, unit, budget, sense}]`.
pub fn write(figures: &[Figure], file: &Path) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(figures)
        .map_err(|error| Failure::Unexpected(format!("the figures as JSON: {error}")))?;
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text + "\n"))
        .map_err(Failure::while_doing(format!("writing {}", file.display())))
}

/// Says something to whoever runs the tool.
#[expect(
    clippy::print_stdout,
    reason = "this is a command-line tool, and this is its one voice"
)]
pub fn say(line: impl fmt::Display) {
    println!("{line}");
}

#[cfg(test)]
mod tests;
