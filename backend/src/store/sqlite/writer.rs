//! One thread writes, in groups.
//!
//! It takes the first job that waits, drains what else has queued up meanwhile, runs them all in one transaction, commits, and only then
//! answers. So the sync of one group is the time in which the next one gathers. Where a sync is quick, that is no time at all, and nearly every
//! message would pay for a sync of its own: so a group that had company is followed by a pause ([`pause`]) in which the next one grows. A job
//! that comes alone never waits for company, and neither does whoever sends the next only when the last one is answered.
//!
//! A job that is refused *after* it wrote something would spoil the group, and so would one that fails for a reason of its own (a row that it
//! cannot read). That is rare, so nothing is paid for it beforehand: the group is rolled back and its jobs run again one by one.
//!
//! **Invariants.** A job is answered with success only after `COMMIT` has returned (the commit has synced the log). After an error of the
//! disk nothing is ever written or acknowledged again by this process: after a failed sync the kernel may report the same pages as clean,
//! so trying again proves nothing.

use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig};

use super::{
    checkpoint::{Checkpoints, LONG},
    ends::Ends,
    job::{Job, Ran},
    places::{self, Places},
};
use crate::store::StoreError;

/// Jobs that may wait: a second's worth at ten thousand a second. Whoever comes later is told to come back.
const QUEUE: usize = 8_192;
/// Jobs in one transaction: enough to make the sync cheap even where it takes tens of milliseconds, few enough that running them takes no longer.
const GROUP: usize = 2_048;
/// The pauses after groups of several jobs: too short for anyone to notice, and with them a thousand syncs a second at most. Measured at 4,000
/// messages a second: a third less CPU time for each, and answers after 1.7 ms instead of 0.9; at 14,000 with the longest: a tenth less, and
/// answers after 6 ms instead of 2.
const GATHER: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_millis(4);
/// What a job adds to the pause after it: the more come, the more it is worth to wait for the next ones.
const GATHER_PER_JOB: Duration = Duration::from_micros(60);
/// A group that is large anyway is not waited for: the disk is what holds it up.
const LARGE: u32 = 1_024;
/// A part is settled whenever so many rows were written: each message writes two at least, itself and its place. That is a bit sooner than a
/// part has come, for the last part of a round is a small one.
const SETTLE_EVERY: u64 = 2 * (places::MEASURE.part as u64 - places::MEASURE.part as u64 / 8);

/// The writing thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    failed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, which owns the connection from now on; `beside` moves the log of a database that has one.
    pub(super) fn start(
        mut connection: Connection,
        beside: Option<Connection>,
        ends: Arc<Ends>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let failed = Arc::new(AtomicBool::new(false));
        let checkpoints = match beside {
            Some(beside) => Some(Checkpoints::start(&mut connection, beside, LONG)?),
            None => None,
        };
        let serving = Serving {
            checkpoints,
            connection,
            ends,
            places: Places::default(),
            settle_at: SETTLE_EVERY,
            failed: failed.clone(),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serving.serve(&jobs))?;
        Ok(Self {
            queue: Some(queue),
            failed,
            thread: Some(thread),
        })
    }

    /// Queues a job; it is answered in any case.
    pub(super) fn submit(&self, job: Box<dyn Job>) {
        if let Some(queue) = &self.queue {
            match queue.try_send(job) {
                Ok(()) => {}
                Err(TrySendError::Full(job)) => {
                    job.answer(Err(StoreError::Unavailable(
                        "too many writes wait".to_owned(),
                    )));
                }
                Err(TrySendError::Disconnected(job)) => job.answer(Err(stopped())),
            }
        }
    }

    /// Whether writes can still succeed.
    pub(super) fn is_sound(&self) -> bool {
        !self.failed.load(Ordering::Acquire)
    }
}

impl Drop for Writer {
    /// Writes what is queued, then closes the database.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer panicked");
        }
    }
}

/// What the thread works with.
struct Serving {
    // Before the connection: the last one to be closed is the writer's, which knows whether closing may touch the disk.
    checkpoints: Option<Checkpoints>,
    connection: Connection,
    ends: Arc<Ends>,
    places: Places,
    /// The connection's `total_changes` at which places are settled again.
    settle_at: u64,
    failed: Arc<AtomicBool>,
}

impl Serving {
    fn serve(mut self, jobs: &Receiver<Box<dyn Job>>) {
        let mut group = Vec::with_capacity(GROUP);
        while let Ok(first) = jobs.recv() {
            group.push(first);
            while group.len() < GROUP
                && let Ok(job) = jobs.try_recv()
            {
                group.push(job);
            }
            if self.is_stopped() {
                answer(&mut group, &Err(stopped()));
                continue;
            }
            metrics::histogram!("confab_store_group_jobs").record(group_size(&group));
            let pause = pause(group.len());
            self.write(&mut group);
            self.settle_places();
            self.keep_log_short();
            if let Some(pause) = pause {
                thread::sleep(pause);
            }
        }
        self.end_moving();
    }

    /// Runs a group in one transaction, or, if one of its jobs spoils that, each job in one of its own.
    fn write(&self, group: &mut Vec<Box<dyn Job>>) {
        let outcome = match self.run(group) {
            Err(Spoiled) if group.len() > 1 => {
                for job in group.drain(..) {
                    let mut alone = vec![job];
                    let outcome = if self.is_stopped() {
                        Err(stopped())
                    } else {
                        self.run(&mut alone).unwrap_or(Ok(()))
                    };
                    self.conclude(&mut alone, &outcome);
                }
                return;
            }
            // Alone, such a job has been rolled back and says why itself.
            Err(Spoiled) => Ok(()),
            Ok(outcome) => outcome,
        };
        self.conclude(group, &outcome);
    }

    fn run(&self, group: &mut [Box<dyn Job>]) -> Result<Result<(), StoreError>, Spoiled> {
        if let Err(error) = self.execute("BEGIN IMMEDIATE") {
            return Ok(Err(error));
        }
        if let Err(error) = self.ends.begin(&self.connection) {
            self.roll_back();
            return Ok(Err(error.into()));
        }
        for job in &mut *group {
            let before = self.connection.total_changes();
            match job.run(&self.connection) {
                Ran::Through => {}
                Ran::Refused if self.connection.total_changes() == before => {}
                Ran::Failed(error) if error.concerns_all() => {
                    self.roll_back();
                    return Ok(Err(error));
                }
                Ran::Refused | Ran::Failed(_) => {
                    self.roll_back();
                    return Err(Spoiled);
                }
            }
        }
        #[cfg(feature = "planted-faults")]
        super::plant::acknowledge_before_commit(group);
        let outcome = self.execute("COMMIT");
        if outcome.is_err() {
            self.roll_back();
        }
        Ok(outcome)
    }

    /// The disk has failed: nothing may be written any more.
    fn is_stopped(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    fn conclude(&self, group: &mut Vec<Box<dyn Job>>, outcome: &Result<(), StoreError>) {
        if let Err(error) = outcome
            && error.is_fatal()
        {
            self.give_up(error);
        }
        answer(group, outcome);
    }

    /// Moves places of messages to where they stay when many are new. That waits for nobody's answer, and a failure leaves them where they
    /// are just as well: they are read from both tables.
    fn settle_places(&mut self) {
        while self.connection.total_changes() >= self.settle_at && !self.is_stopped() {
            let before = self.connection.total_changes();
            let settled = self.ends.beside(&self.connection, || {
                self.execute("BEGIN IMMEDIATE")?;
                let settled = self.places.settle(&self.connection, places::MEASURE)?;
                self.execute("COMMIT")?;
                Ok::<_, StoreError>(settled)
            });
            let now = self.connection.total_changes();
            self.settle_at = match settled {
                // A great group is followed by several parts.
                Ok(true) => self.settle_at + (now - before) + SETTLE_EVERY,
                Ok(false) => now + SETTLE_EVERY,
                Err(error) => {
                    self.roll_back();
                    self.places.begin_anew();
                    if error.is_fatal() {
                        self.give_up(&error);
                    } else {
                        tracing::warn!(%error, "the places of new messages could not be settled");
                    }
                    now + SETTLE_EVERY
                }
            };
        }
    }

    fn keep_log_short(&mut self) {
        if self.is_stopped() {
            return;
        }
        if let Some(checkpoints) = &mut self.checkpoints {
            let kept = checkpoints.keep_short(&self.connection);
            self.judge_moving(kept);
        }
    }

    /// What the mover met is known before the database is closed.
    fn end_moving(&mut self) {
        if let Some(checkpoints) = &mut self.checkpoints {
            let ended = checkpoints.end();
            self.judge_moving(ended);
        }
    }

    fn judge_moving(&self, moved: Result<(), StoreError>) {
        match moved {
            Ok(()) => {}
            Err(error) if error.is_fatal() => self.give_up(&error),
            Err(error) => tracing::warn!(%error, "the log could not be moved into the database"),
        }
    }

    fn give_up(&self, error: &StoreError) {
        if !self.failed.swap(true, Ordering::AcqRel) {
            tracing::error!(%error, "the disk failed: nothing more is written until a restart");
            // Closing must not touch the disk either.
            let close = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            if let Err(error) = self.connection.set_db_config(close, true) {
                tracing::error!(%error, "could not keep the closing from touching the disk");
            }
        }
    }

    fn roll_back(&self) {
        self.ends.forget();
        // After some errors SQLite has done it by itself.
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            self.give_up(&error);
        }
    }

    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// How long the next group gathers after one of so many jobs.
fn pause(jobs: usize) -> Option<Duration> {
    let jobs = u32::try_from(jobs)
        .ok()
        .filter(|jobs| (2..LARGE).contains(jobs))?;
    Some((GATHER_PER_JOB * jobs).clamp(*GATHER.start(), *GATHER.end()))
}

/// A job was refused after it had written something, or failed for a reason of its own.
struct Spoiled;

fn answer(group: &mut Vec<Box<dyn Job>>, outcome: &Result<(), StoreError>) {
    for job in group.drain(..) {
        job.answer(outcome.clone());
    }
}

#[expect(clippy::cast_precision_loss, reason = "a group has at most 2,048 jobs")]
fn group_size(group: &[Box<dyn Job>]) -> f64 {
    group.len() as f64
}

fn stopped() -> StoreError {
    StoreError::Failed("writing has stopped".to_owned())
}

#[cfg(test)]
mod tests;
