//! Pairs of connected people, and the runs over them.

use std::{io, sync::Arc, thread, time::Duration};

use hdrhistogram::Histogram;
use mio::{Interest, Poll, Token, net::TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    board::{Board, Measured, Pace, Plan, count},
    chorus::Chorus,
    listener::Listener,
    peer::Peer,
    source,
};
use crate::{adapter::Adapter, failure::Failure};

/// How long a run waits for what is still on its way.
const DRAIN: Duration = Duration::from_secs(5);
/// The longest latency that is told apart, in microseconds: no run lasts a minute.
const LONGEST: u64 = 60_000_000;

/// Connected pairs on one server. They stay connected from run to run; dropping them disconnects.
#[derive(Debug)]
pub struct Pairs {
    board: Arc<Board>,
    /// Pair `n` has the sender at `2n` and the recipient at `2n + 1`.
    peers: Arc<[Peer]>,
    /// Changes of presence so far.
    turned: usize,
    _listener: Listener,
}

impl Pairs {
    /// Connects both ends of `pairs` pairs, on a server that has had no messages yet.
    pub async fn connect<A: Adapter>(adapter: A, pairs: usize) -> Result<Self, Failure> {
        Self::connect_again(adapter, pairs, 0).await
    }

    /// The same on a server that has had all messages before the index `next`.
    pub async fn connect_again<A: Adapter>(
        adapter: A,
        pairs: usize,
        next: u64,
    ) -> Result<Self, Failure> {
        let poll = Poll::new().map_err(Failure::while_doing("making a poll"))?;
        let mut peers = Vec::with_capacity(2 * pairs);
        for pair in 0..pairs {
            for (person, messages) in [
                (2 * pair, Some(adapter.messages(pair)?)),
                (2 * pair + 1, None),
            ] {
                let socket = adapter.connect(person, source(person)).await?;
                let stream = watched(socket.into_inner(), &poll, person)
                    .map_err(Failure::while_doing("watching a connection"))?;
                peers.push(Peer::new(stream, messages));
            }
        }
        let (board, peers) = (Arc::new(Board::starting_at(next)), Arc::from(peers));
        Ok(Self {
            _listener: Listener::start(
                poll,
                Arc::clone(&peers),
                Arc::new(adapter),
                Arc::clone(&board),
            )?,
            board,
            peers,
            turned: 0,
        })
    }

    /// The index of the next message.
    pub fn next(&self) -> u64 {
        self.board.next()
    }

    /// Says something as this person.
    pub fn say(&self, person: usize, frame: &[u8]) -> Result<(), Failure> {
        let said = self
            .peers
            .get(person)
            .map_or(Ok(()), |peer| peer.say(frame));
        said.map_err(Failure::while_doing("sending"))
    }

    /// Carries out a plan and waits until everything has arrived.
    ///
    /// # Errors
    /// A connection ended: the figures would mean nothing. (A refused message is one that was not stored; whether that voids a run is for
    /// whoever planned it.)
    pub async fn run(&mut self, plan: Plan) -> Result<Measured, Failure> {
        self.run_with(plan, None).await
    }

    /// The same, while people also type and come and go; that is for an open loop, which knows who sends next.
    pub async fn run_with(
        &mut self,
        plan: Plan,
        chorus: Option<Arc<Chorus>>,
    ) -> Result<Measured, Failure> {
        let empty = Histogram::new_with_bounds(1, LONGEST, 3)
            .map_err(|error| Failure::Unexpected(format!("a histogram: {error}")))?;
        let start = Instant::now();
        self.board.begin(plan, start, empty);
        match plan.pace {
            Pace::Open(rate) => {
                self.send_by_schedule(start, rate, plan.length(), chorus)
                    .await?;
            }
            Pace::Closed(window) => {
                for sender in self.peers.iter().step_by(2) {
                    for _ in 0..window {
                        sender
                            .send(self.board.next_index(start))
                            .map_err(Failure::while_doing("sending"))?;
                    }
                }
            }
        }
        sleep_until(start + plan.length()).await;
        let give_up = Instant::now() + DRAIN;
        while !self.board.is_quiet() && Instant::now() < give_up {
            sleep(Duration::from_millis(5)).await;
        }
        self.board.end().ok_or_else(|| {
            Failure::Unexpected("the server closed a connection during a run".to_owned())
        })
    }

    /// Sends each message at its time, or as soon after it as this process gets to it. No slot is ever skipped.
    ///
    /// A thread of its own keeps the schedule: timers of the runtime tick once a millisecond, and would turn an even flow into bursts that
    /// are cheaper to commit than what real people cause.
    async fn send_by_schedule(
        &mut self,
        start: Instant,
        rate: f64,
        lasting: Duration,
        chorus: Option<Arc<Chorus>>,
    ) -> Result<(), Failure> {
        let (peers, board) = (Arc::clone(&self.peers), Arc::clone(&self.board));
        let mut turned = self.turned;
        let end = start + lasting;
        let keep = move || {
            let senders = peers.iter().step_by(2).enumerate().cycle();
            for (sent, (pair, sender)) in (0_u64..).zip(senders) {
                let due = start + Duration::from_secs_f64(count(sent) / rate);
                if due >= end {
                    break;
                }
                let early = due.saturating_duration_since(Instant::now());
                if !early.is_zero() {
                    thread::sleep(early);
                }
                sender.send(board.next_index(due))?;
                if let Some(chorus) = &chorus {
                    chorus.sing(&peers, pair, &mut turned)?;
                }
            }
            Ok(turned)
        };
        self.turned = tokio::task::spawn_blocking(keep)
            .await
            .map_err(|error| Failure::Unexpected(format!("keeping the schedule: {error}")))?
            .map_err(Failure::while_doing("sending"))?;
        Ok(())
    }
}

/// A connection whose handshake is over, made known to the poll by its number.
fn watched(stream: tokio::net::TcpStream, poll: &Poll, number: usize) -> io::Result<TcpStream> {
    let mut stream = TcpStream::from_std(stream.into_std()?);
    let both = Interest::READABLE | Interest::WRITABLE;
    poll.registry().register(&mut stream, Token(number), both)?;
    Ok(stream)
}
