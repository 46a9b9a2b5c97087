//! Pairs of connected people, and the runs over them.

use std::{sync::Arc, thread, time::Duration};

use hdrhistogram::Histogram;
use tokio::{
    sync::mpsc::{self, UnboundedSender},
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::{
    board::{Board, Measured, Plan, count},
    connection::{self, End},
    source,
};
use crate::{adapter::Adapter, failure::Failure};

/// How long a run waits for what is still on its way.
const DRAIN: Duration = Duration::from_secs(5);
/// The longest latency that is told apart, in microseconds: no run lasts a minute.
const LONGEST: u64 = 60_000_000;

/// Connected pairs on one server. They stay connected from run to run; dropping them disconnects.
pub struct Pairs<A> {
    adapter: Arc<A>,
    board: Arc<Board>,
    /// What each connection is to send: pair `n` has the sender at `2n` and the recipient at `2n + 1`. A connection ends when nobody could
    /// send on it any more.
    outboxes: Vec<UnboundedSender<Utf8Bytes>>,
    connections: JoinSet<()>,
}

impl<A: Adapter> Pairs<A> {
    /// Connects both ends of `pairs` pairs.
    pub async fn connect(adapter: A, pairs: usize) -> Result<Self, Failure> {
        let mut line = Self {
            adapter: Arc::new(adapter),
            board: Arc::default(),
            outboxes: Vec::new(),
            connections: JoinSet::new(),
        };
        for pair in 0..pairs {
            line.join(2 * pair, End::Sender { pair }).await?;
            line.join(2 * pair + 1, End::Recipient).await?;
        }
        Ok(line)
    }

    async fn join(&mut self, person: usize, end: End) -> Result<(), Failure> {
        let socket = self.adapter.connect(person, source(person)).await?;
        let (outbox, inbox) = mpsc::unbounded_channel();
        self.connections.spawn(connection::run(
            socket,
            end,
            Arc::clone(&self.adapter),
            Arc::clone(&self.board),
            inbox,
        ));
        self.outboxes.push(outbox);
        Ok(())
    }

    /// Carries out a plan and waits until everything has arrived.
    ///
    /// # Errors
    /// A connection ended: the figures would mean nothing. (A refused message is one that was not stored; whether that voids a run is for
    /// whoever planned it.)
    pub async fn run(&mut self, plan: Plan) -> Result<Measured, Failure> {
        let empty = Histogram::new_with_bounds(1, LONGEST, 3)
            .map_err(|error| Failure::Unexpected(format!("a histogram: {error}")))?;
        let start = Instant::now();
        self.board.begin(plan, start, empty);
        match plan {
            Plan::Open { rate, lasting } => self.send_by_schedule(start, rate, lasting).await?,
            Plan::Closed { window, lasting } => {
                for (pair, sender) in self.outboxes.iter().step_by(2).enumerate() {
                    for _ in 0..window {
                        let first = connection::next_message(&*self.adapter, &self.board, pair);
                        sender.send(first).ok();
                    }
                }
                sleep_until(start + lasting).await;
            }
        }
        let give_up = Instant::now() + DRAIN;
        while !self.board.is_quiet() && Instant::now() < give_up {
            sleep(Duration::from_millis(5)).await;
        }
        let measured = self.board.end();
        if self.connections.try_join_next().is_some() {
            return Err(Failure::Unexpected(
                "the server closed a connection during a run".to_owned(),
            ));
        }
        measured.ok_or_else(|| Failure::Unexpected("the run was ended twice".to_owned()))
    }

    /// Sends each message at its time, or as soon after it as this process gets to it. No slot is ever skipped.
    ///
    /// A thread of its own keeps the schedule: the runtime's timers tick once a millisecond, and would turn an even flow into bursts that
    /// are cheaper to commit than what real people cause.
    async fn send_by_schedule(
        &self,
        start: Instant,
        rate: f64,
        lasting: Duration,
    ) -> Result<(), Failure> {
        let senders: Vec<_> = self.outboxes.iter().step_by(2).cloned().collect();
        let (adapter, board) = (Arc::clone(&self.adapter), Arc::clone(&self.board));
        let end = start + lasting;
        let keep = move || {
            for (sent, (pair, sender)) in (0_u64..).zip(senders.iter().enumerate().cycle()) {
                let due = start + Duration::from_secs_f64(count(sent) / rate);
                if due >= end {
                    return;
                }
                let early = due.saturating_duration_since(Instant::now());
                if !early.is_zero() {
                    thread::sleep(early);
                }
                board.offered(start);
                sender.send(adapter.message(pair, board.next_index())).ok();
            }
        };
        tokio::task::spawn_blocking(keep)
            .await
            .map_err(|error| Failure::Unexpected(format!("keeping the schedule: {error}")))?;
        sleep_until(end).await;
        Ok(())
    }
}
