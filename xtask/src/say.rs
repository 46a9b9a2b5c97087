//! What a person reads: one line per step, with its time.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a terminal program speaks through its output, and only here"
)]

use std::{
    io::{IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use crate::failure::Failure;

/// Runs one step: its name before, its outcome and time after.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("{} {name} …", paint("36", "→"));
    let clock = Stopwatch::start();
    let done = work();
    let mark = if done.is_ok() {
        paint("32", "✓")
    } else {
        paint("31", "✗")
    };
    println!("{mark} {name} ({})", clock.read());
    done
}

/// Says that a step had nothing to do.
pub(crate) fn skipped(name: &str, because: &str) {
    println!("{} {name} ({because})", paint("32", "✓"));
}

/// One line, as it is.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// One line of a program whose output is read as it runs. A closed pipe ends the output, not the run.
pub(crate) fn echo(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Why the task ended early, to standard error.
pub(crate) fn failure(failure: &Failure) {
    eprintln!("{} {failure}", paint("31", "cargo xtask:"));
}

fn paint(colour: &str, text: &str) -> String {
    if std::io::stdout().is_terminal() {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// Time since a start, for the line of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[expect(
        clippy::disallowed_methods,
        reason = "durations of builds are read off the real clock, and decide nothing"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// `3.2 s` or `4 min 07 s`.
    pub(crate) fn read(self) -> String {
        spell(self.0.elapsed())
    }
}

fn spell(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 60.. => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests;
