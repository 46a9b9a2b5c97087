//! Why a task ended early, and with which exit code.

use std::{fmt, process::ExitCode};

/// A task could not be finished.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something is missing that only the person can install. Holds what, and the one command that does it.
    NeedsHand {
        /// What is missing, as a person calls it.
        missing: String,
        /// The one command to run, or where to look when there is none.
        command: String,
    },
    /// A step failed; its own output has already been shown.
    Step(String),
    /// Tests ran, and some failed; the count has already been shown.
    Tests,
    /// Tests could not run for this reason; it and the count have already been shown.
    SetUp(Box<Failure>),
}

impl Failure {
    /// 2 when the person has to do something first, 1 for anything that went wrong.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NeedsHand { .. } => ExitCode::from(2),
            Self::Step(_) | Self::Tests => ExitCode::FAILURE,
            Self::SetUp(why) => why.exit_code(),
        }
    }

    /// The terminal shows it already, before the count of tests, which is to stay the last line where both streams are read as one.
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, Self::Tests | Self::SetUp(_))
    }

    /// For `map_err`: what was being done when an error of the operating system came.
    pub(crate) fn while_doing<E: fmt::Display>(what: impl Into<String>) -> impl FnOnce(E) -> Self {
        let what = what.into();
        move |error| Self::Step(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsHand { missing, command } => {
                write!(
                    f,
                    "{missing} is missing, and installing it needs you. Run this, then try again:\n\n    {command}\n"
                )
            }
            Self::Step(what) => f.write_str(what),
            Self::Tests => f.write_str("not everything passed"),
            Self::SetUp(why) => why.fmt(f),
        }
    }
}
