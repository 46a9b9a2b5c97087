//! The offline judge: a history of what clients did and saw, the final log, and what each client holds at the end, against the promises.
//!
//! It knows nothing of sockets or servers, so that it can be given histories made by hand; its tests give it one planted violation per
//! invariant, because a checker that never failed proves nothing. What it finds reads like a bug report and names the invariant:
//!
//! | | promise |
//! |---|---|
//! | I1 | every acknowledged message is in the log, where the acknowledgement said |
//! | I2 | what was pressed once stands in the log at most once, and exactly once when acknowledged |
//! | I3 | everyone's list is the log's, without a hole |
//! | I4 | nothing was delivered or logged that was not sent, by whom and as it was sent |
//! | I5 | a device's messages stand in the order in which it sent them |
//! | I6 | what was sent after an acknowledgement stands after what was acknowledged |
//! | I9 | what was refused for good is not in the log |
//!
//! To add one: a variant in [`violation::Violation`], a function in the module that fits, its call in [`check`], a planted violation in the
//! tests.

pub mod history;
mod index;
mod lists;
mod order;
mod promises;
pub mod violation;

use history::{Holding, Log, Moment};
use index::Index;
use violation::Violation;

/// All there is to judge. The history is in order of time.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What the clients did and saw.
    pub history: Vec<Moment>,
    /// What a fresh client reads when all is over.
    pub log: Log,
    /// What each client holds when all is over.
    pub holdings: Vec<Holding>,
}

/// Everything that the evidence shows to be broken; empty if every promise was kept.
pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let index = Index::of(evidence);
    let mut found = Vec::new();
    promises::acknowledged_is_logged(evidence, &index, &mut found);
    promises::pressed_once_stands_once(&index, &mut found);
    promises::refused_is_not_logged(&index, &mut found);
    lists::log_has_no_hole(evidence, &mut found);
    lists::nothing_invented(evidence, &index, &mut found);
    lists::deliveries_match_the_log(evidence, &index, &mut found);
    lists::holdings_match_the_log(evidence, &mut found);
    order::devices_are_first_in_first_out(&index, &mut found);
    order::acknowledged_comes_before_sent_later(evidence, &index, &mut found);
    found
}

/// The findings as a text for a failing test: how many, and the first of each invariant in full.
pub fn report(found: &[Violation]) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{} violations", found.len());
    let mut shown = std::collections::BTreeMap::<_, usize>::new();
    for violation in found {
        let count = shown.entry(violation.invariant()).or_default();
        *count += 1;
        if *count <= 3 {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\n  {violation}");
        }
    }
    for (invariant, count) in shown {
        let _ = write!(text, "\n  {invariant}: {count} in all");
    }
    text
}

#[cfg(test)]
mod tests;
