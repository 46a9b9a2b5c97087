//! Where the connections note what they saw, and where a run's figures come from.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use hdrhistogram::Histogram;
use tokio::time::Instant;

/// What a run asks of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plan {
    /// This many messages a second, evenly, whatever the server does.
    Open {
        /// Messages a second.
        rate: f64,
        /// For how long.
        lasting: Duration,
    },
    /// As many as it takes, this many unanswered per pair.
    Closed {
        /// Unanswered messages per pair.
        window: usize,
        /// For how long.
        lasting: Duration,
    },
}

impl Plan {
    pub(super) fn lasting(&self) -> Duration {
        match self {
            Self::Open { lasting, .. } | Self::Closed { lasting, .. } => *lasting,
        }
    }
}

/// What a run showed. Latencies are in microseconds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// How long it lasted.
    pub lasted: Duration,
    /// Messages sent, all of which were due in that time.
    pub offered: u64,
    /// Acknowledged within it.
    pub acked: u64,
    /// Delivered within it.
    pub delivered: u64,
    /// Delivered until the run's end was awaited: what the CPU time of the whole run was spent on.
    pub delivered_in_all: u64,
    /// Refused, which is neither acknowledged nor delivered: an overloaded server says so at once.
    pub refused: u64,
    /// From the scheduled time to the acknowledgement.
    pub ack: Histogram<u64>,
    /// From the scheduled time to the delivery.
    pub delivery: Histogram<u64>,
}

impl Measured {
    /// Messages a second that were both acknowledged and delivered in time.
    pub fn rate(&self) -> f64 {
        count(self.acked.min(self.delivered)) / self.lasted.as_secs_f64()
    }

    /// The share of what was offered that was acknowledged and delivered in time.
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
        let Plan::Open { rate, .. } = self.plan else {
            return None;
        };
        let nth = u32::try_from(nth).ok()?;
        let scheduled = self.start + Duration::from_secs_f64(f64::from(nth) / rate);
        let late = now.saturating_duration_since(scheduled);
        Some(u64::try_from(late.as_micros()).unwrap_or(u64::MAX))
    }

    fn in_time(&self, now: Instant) -> bool {
        now < self.start + self.plan.lasting()
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
    /// Notes a message that is sent now.
    fn sent(&mut self) -> u64 {
        let index = self.next;
        self.next += 1;
        if let Some(run) = &mut self.run {
            run.measured.offered += 1;
            run.seen.push(Mark::default());
        }
        index
    }
}

impl Board {
    pub(super) fn begin(&self, plan: Plan, start: Instant, empty: Histogram<u64>) {
        let mut state = self.lock();
        state.run = Some(Run {
            plan,
            start,
            base: state.next,
            measured: Measured {
                lasted: plan.lasting(),
                offered: 0,
                acked: 0,
                delivered: 0,
                delivered_in_all: 0,
                refused: 0,
                ack: empty.clone(),
                delivery: empty,
            },
            acked_in_all: 0,
            seen: Vec::new(),
        });
    }

    /// The index of a message that is sent now.
    pub(super) fn next_index(&self) -> u64 {
        self.lock().sent()
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
        let in_time = run.in_time(now);
        run.measured.acked += u64::from(in_time);
        let goes_on = in_time && matches!(run.plan, Plan::Closed { .. });
        goes_on.then(|| state.sent())
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
        run.measured.delivered += u64::from(run.in_time(now));
    }

    /// Notes a refusal.
    pub(super) fn refused(&self) {
        if let Some(run) = &mut self.lock().run {
            run.measured.refused += 1;
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
            let sent = run.measured.offered.saturating_sub(run.measured.refused);
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
