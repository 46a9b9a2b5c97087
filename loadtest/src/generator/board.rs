//! Where the connections note what they saw, and where a run's figures come from.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use hdrhistogram::Histogram;
use tokio::time::Instant;

/// What a run asks of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// When messages are sent.
    pub pace: Pace,
    /// For how long that goes on before anything is counted. A message takes its time, however few are sent: counted from the first one on,
    /// a server that keeps up would always seem to have fallen behind by what is on its way.
    pub lead: Duration,
    /// For how long it is counted.
    pub lasting: Duration,
}

/// When messages are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// This many a second, evenly, whatever the server does.
    Open(f64),
    /// As many as it takes, this many unanswered per pair.
    Closed(usize),
}

impl Plan {
    /// How long messages are sent.
    pub(super) fn length(&self) -> Duration {
        self.lead + self.lasting
    }
}

/// What a run showed. Latencies are in microseconds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// How long was counted.
    pub lasted: Duration,
    /// Messages that were due in that time; all of them were sent.
    pub offered: u64,
    /// Messages acknowledged in that time.
    pub acked: u64,
    /// Messages delivered in that time.
    pub delivered: u64,
    /// Delivered from the beginning until the run's end was awaited: what the CPU time of the whole run was spent on.
    pub delivered_in_all: u64,
    /// Refused in all of the run, which is neither acknowledged nor delivered: an overloaded server says so at once.
    pub refused: u64,
    /// Sets of people who type that were delivered.
    pub typing: u64,
    /// Changes of presence that were delivered.
    pub presence: u64,
    /// From the scheduled time to the acknowledgement.
    pub ack: Histogram<u64>,
    /// From the scheduled time to the delivery.
    pub delivery: Histogram<u64>,
}

impl Measured {
    /// Messages a second that were both acknowledged and delivered.
    pub fn rate(&self) -> f64 {
        count(self.acked.min(self.delivered)) / self.lasted.as_secs_f64()
    }

    /// How many were acknowledged and delivered for each that was offered: one, if the server keeps up with the rate.
    pub fn held(&self) -> f64 {
        count(self.acked.min(self.delivered)) / count(self.offered.max(1))
    }
}

/// A count as a number to calculate with; exact below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2⁵³")]
pub(super) fn count(n: u64) -> f64 {
    n as f64
}

/// A run in progress.
#[derive(Debug)]
struct Run {
    plan: Plan,
    start: Instant,
    /// The index of its first message.
    base: u64,
    measured: Measured,
    sent_in_all: u64,
    acked_in_all: u64,
    /// What was seen of each message that was sent: that it counts once, whatever a server says twice.
    seen: Vec<Mark>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    acked: bool,
    delivered: bool,
}

impl Run {
    /// Where a message of this run stands in it; `None` for one that was not sent in it.
    fn nth(&self, index: u64) -> Option<usize> {
        let nth = usize::try_from(index.checked_sub(self.base)?).ok()?;
        (nth < self.seen.len()).then_some(nth)
    }

    /// How late it is for the nth message, in microseconds; in a closed loop there is no schedule, and no latency.
    fn late(&self, nth: usize, now: Instant) -> Option<u64> {
        let Pace::Open(rate) = self.plan.pace else {
            return None;
        };
        let nth = u32::try_from(nth).ok()?;
        let scheduled = self.start + Duration::from_secs_f64(f64::from(nth) / rate);
        let late = now.saturating_duration_since(scheduled);
        Some(u64::try_from(late.as_micros()).unwrap_or(u64::MAX))
    }

    fn counts(&self, at: Instant) -> bool {
        let begun = at >= self.start + self.plan.lead;
        begun && !self.is_over(at)
    }

    fn is_over(&self, at: Instant) -> bool {
        at >= self.start + self.plan.length()
    }
}

/// Shared by all connections of one server. The lock is hardly ever contended: one thread keeps the schedule, one hears all connections.
#[derive(Debug, Default)]
pub(super) struct Board(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    run: Option<Run>,
    /// The index of the next message: none is ever used twice.
    next: u64,
    /// A connection has ended.
    lost: bool,
}

impl State {
    /// Notes a message that was due at this time.
    fn sent(&mut self, due: Instant) -> u64 {
        let index = self.next;
        self.next += 1;
        if let Some(run) = &mut self.run {
            run.sent_in_all += 1;
            run.measured.offered += u64::from(run.counts(due));
            run.seen.push(Mark::default());
        }
        index
    }
}

impl Board {
    /// A board whose first message has this index.
    pub(super) fn starting_at(next: u64) -> Self {
        Self(Mutex::new(State {
            next,
            ..State::default()
        }))
    }

    /// The index of the next message.
    pub(super) fn next(&self) -> u64 {
        self.lock().next
    }

    pub(super) fn begin(&self, plan: Plan, start: Instant, empty: Histogram<u64>) {
        let mut state = self.lock();
        state.run = Some(Run {
            plan,
            start,
            base: state.next,
            measured: Measured {
                lasted: plan.lasting,
                offered: 0,
                acked: 0,
                delivered: 0,
                delivered_in_all: 0,
                refused: 0,
                typing: 0,
                presence: 0,
                ack: empty.clone(),
                delivery: empty,
            },
            sent_in_all: 0,
            acked_in_all: 0,
            seen: Vec::new(),
        });
    }

    /// The index of a message that is sent now and was due at this time.
    pub(super) fn next_index(&self, due: Instant) -> u64 {
        self.lock().sent(due)
    }

    /// Notes an acknowledgement; where a closed loop goes on, gives the index of the message to send next.
    pub(super) fn acked(&self, index: u64, now: Instant) -> Option<u64> {
        let mut state = self.lock();
        let run = state.run.as_mut()?;
        let nth = run.nth(index)?;
        let mark = run.seen.get_mut(nth)?;
        if std::mem::replace(&mut mark.acked, true) {
            return None;
        }
        run.acked_in_all += 1;
        if let Some(late) = run.late(nth, now) {
            run.measured.ack.saturating_record(late);
        }
        run.measured.acked += u64::from(run.counts(now));
        let goes_on = !run.is_over(now) && matches!(run.plan.pace, Pace::Closed(_));
        goes_on.then(|| state.sent(now))
    }

    /// Notes a delivery.
    pub(super) fn delivered(&self, index: u64, now: Instant) {
        let mut state = self.lock();
        let Some(run) = &mut state.run else { return };
        let Some(nth) = run.nth(index) else { return };
        let Some(mark) = run.seen.get_mut(nth) else {
            return;
        };
        if std::mem::replace(&mut mark.delivered, true) {
            return;
        }
        run.measured.delivered_in_all += 1;
        if let Some(late) = run.late(nth, now) {
            run.measured.delivery.saturating_record(late);
        }
        run.measured.delivered += u64::from(run.counts(now));
    }

    /// Notes a refusal.
    pub(super) fn refused(&self) {
        self.told(|measured| measured.refused += 1);
    }

    /// Notes something else.
    pub(super) fn told(&self, note: impl FnOnce(&mut Measured)) {
        if let Some(run) = &mut self.lock().run {
            note(&mut run.measured);
        }
    }

    /// Notes that a connection has ended.
    pub(super) fn lost(&self) {
        self.lock().lost = true;
    }

    /// Everything that was sent has been acknowledged and delivered, or refused; or it never will be.
    pub(super) fn is_quiet(&self) -> bool {
        let state = self.lock();
        state.run.as_ref().is_none_or(|run| {
            let sent = run.sent_in_all.saturating_sub(run.measured.refused);
            state.lost || run.acked_in_all >= sent && run.measured.delivered_in_all >= sent
        })
    }

    /// Ends the run and gives its figures; `None` if a connection has ended.
    pub(super) fn end(&self) -> Option<Measured> {
        let mut state = self.lock();
        let run = state.run.take();
        run.filter(|_| !state.lost).map(|run| run.measured)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
