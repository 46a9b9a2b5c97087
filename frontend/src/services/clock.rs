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
        // Browsers take 31 bits of milliseconds; a tick too early does no harm.
        let wait =
            u32::try_from(at.since(mono())).map_or(u32::MAX / 2, |wait| wait.min(u32::MAX / 2));
        // Timers may run a little early against `performance.now()`.
        let timeout = Timeout::new(wait.saturating_add(1), move || report(Input::Tick));
        self.0.replace(Some(timeout));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both clocks give positive milliseconds below 2^53"
)]
pub(super) fn whole(millis: f64) -> u64 {
    millis as u64
}
