//! The two clocks, and one alarm.

use std::cell::RefCell;

use client_core::input::{Input, Mono};
use common::time::Timestamp;
use gloo_timers::callback::Timeout;
use web_sys::Performance;

use super::{Report, window};

/// The monotonic clock, since the page was loaded.
pub(crate) fn mono() -> Mono {
    thread_local! {
        // It is looked at several times for each of thousands of frames, and finding it takes longer than looking.
        static CLOCK: Option<Performance> = window::get().performance();
    }
    let millis = CLOCK.with(|clock| match clock {
        Some(clock) => clock.now(),
        None => js_sys::Date::now(),
    });
    Mono::from_millis(whole(millis))
}

/// The wall clock.
pub(crate) fn wall() -> Timestamp {
    Timestamp::from_millis(whole(js_sys::Date::now()))
}

/// One moment at which the core wants to be woken. Setting another replaces it.
#[derive(Default)]
pub(crate) struct Alarm(RefCell<Option<Timeout>>);

impl Alarm {
    /// Reports a tick at this moment, or soon after.
    pub(crate) fn set(&self, at: Mono, report: &Report) {
        let report = report.clone();
        let timeout = Timeout::new(wait(at, mono()), move || report(Input::Tick));
        self.0.replace(Some(timeout));
    }
}

/// The longest that browsers wait: 31 bits of milliseconds. Anything longer they take for nothing at all.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();

/// How long a timer is to run until a moment. One too far away is reached in several goes: a tick too early does no harm.
fn wait(at: Mono, now: Mono) -> u32 {
    // Timers may run a little early against `performance.now()`.
    let millis = at.since(now).saturating_add(1);
    u32::try_from(millis).map_or(LONGEST_MS, |millis| millis.min(LONGEST_MS))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both clocks give positive milliseconds below 2^53"
)]
pub(super) fn whole(millis: f64) -> u64 {
    millis as u64
}

#[cfg(test)]
mod tests;
