//! Where the connections note what they saw, and where a run's figures come from.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
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
    /// Messages sent or due in that time.
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
}

impl Run {
    /// When message `index` was to be sent; in a closed loop there is no schedule, and no latency.
    fn scheduled(&self, index: u64) -> Option<Instant> {
        match self.plan {
            Plan::Open { rate, .. } => {
                let nth = index.checked_sub(self.base)?;
                Some(self.start + Duration::from_secs_f64(count(nth) / rate))
            }
            Plan::Closed { .. } => None,
        }
    }
}

/// Shared by all connections of one server. The lock is hardly ever contended: one thread keeps the schedule, one all connections.
#[derive(Debug, Default)]
pub(super) struct Board {
    run: Mutex<Option<Run>>,
    next: AtomicU64,
}

impl Board {
    /// A number that no message of this board has yet.
    pub(super) fn next_index(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn begin(&self, plan: Plan, start: Instant, empty: Histogram<u64>) {
        *self.lock() = Some(Run {
            plan,
            start,
            base: self.next.load(Ordering::Relaxed),
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
        });
    }

    /// Notes a message that was sent or is due.
    pub(super) fn offered(&self, now: Instant) {
        self.with_run(|run| {
            if now < run.start + run.plan.lasting() {
                run.measured.offered += 1;
            }
        });
    }

    /// Notes an acknowledgement; says whether a closed loop goes on.
    pub(super) fn acked(&self, index: u64, now: Instant) -> bool {
        self.with_run(|run| {
            if index < run.base {
                return false;
            }
            run.acked_in_all += 1;
            if let Some(scheduled) = run.scheduled(index) {
                run.measured.ack.saturating_record(micros(now - scheduled));
            }
            let in_time = now < run.start + run.plan.lasting();
            run.measured.acked += u64::from(in_time);
            in_time && matches!(run.plan, Plan::Closed { .. })
        })
        .unwrap_or(false)
    }

    /// Notes a delivery.
    pub(super) fn delivered(&self, index: u64, now: Instant) {
        self.with_run(|run| {
            if index < run.base {
                return;
            }
            run.measured.delivered_in_all += 1;
            if let Some(scheduled) = run.scheduled(index) {
                run.measured
                    .delivery
                    .saturating_record(micros(now - scheduled));
            }
            run.measured.delivered += u64::from(now < run.start + run.plan.lasting());
        });
    }

    /// Notes a refusal.
    pub(super) fn refused(&self) {
        self.with_run(|run| run.measured.refused += 1);
    }

    /// Everything that was sent has been acknowledged and delivered, or refused.
    pub(super) fn is_quiet(&self) -> bool {
        let next = self.next.load(Ordering::Relaxed);
        self.with_run(|run| {
            let sent = (next - run.base).saturating_sub(run.measured.refused);
            run.acked_in_all >= sent && run.measured.delivered_in_all >= sent
        })
        .unwrap_or(true)
    }

    /// Ends the run and gives its figures.
    pub(super) fn end(&self) -> Option<Measured> {
        self.lock().take().map(|run| run.measured)
    }

    fn with_run<T>(&self, act: impl FnOnce(&mut Run) -> T) -> Option<T> {
        self.lock().as_mut().map(act)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn micros(latency: Duration) -> u64 {
    u64::try_from(latency.as_micros()).unwrap_or(u64::MAX)
}
