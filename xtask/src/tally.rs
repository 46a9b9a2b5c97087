//! What passed and what failed, added up over all suites.

use std::fmt;

/// A count of checks and tests. `N passed, N failed` when displayed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Checks and tests that passed.
    pub(crate) passed: u64,
    /// Checks and tests that failed, or that should have run and did not.
    pub(crate) failed: u64,
}

impl Tally {
    /// One check that either passed or failed.
    pub(crate) fn one(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
        }
    }

    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// A suite that ended badly has failed at least once, whatever it printed; one that ran nothing proves nothing.
    pub(crate) fn of_suite(mut self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            self.failed = 1;
        }
        self
    }

    /// Everything that ran passed, and something ran.
    pub(crate) fn is_good(self) -> bool {
        self.failed == 0 && 0 < self.passed
    }

    /// Reads a line of `cargo test`: `test result: ok. 12 passed; 0 failed; …`.
    pub(crate) fn read_cargo(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result:") {
            let before = |word: &str| -> u64 {
                let words: Vec<_> = result
                    .split([' ', ';'])
                    .filter(|word| !word.is_empty())
                    .collect();
                let at = words.iter().position(|found| *found == word);
                at.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok())
                    .unwrap_or(0)
            };
            self.add(Self {
                passed: before("passed"),
                failed: before("failed"),
            });
        }
    }

    /// Reads the `stats` of Playwright's JSON report. A flaky test has failed: there are no retries to hide it.
    pub(crate) fn from_playwright(report: &str) -> Option<Self> {
        let stats = &report[report.rfind("\"stats\"")?..];
        let number = |name: &str| -> Option<u64> {
            let rest = stats[stats.find(&format!("\"{name}\":"))?..]
                .split_once(':')?
                .1;
            rest.trim_start()
                .split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse()
                .ok()
        };
        Some(Self {
            passed: number("expected")?,
            failed: number("unexpected")? + number("flaky")?,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests;
