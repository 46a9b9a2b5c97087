//! A headless client for fault tests: it presses send, keeps what is unanswered, connects again and again, sends again under the same
//! keys, and applies what it is given by the gap rule. It shares no code with the app's core, so that a fault of the one is no blind spot
//! of the other; what it does and sees goes to the [`Journal`].
//!
//! - [`journal`]: writes the history down.
//! - [`outbox`]: what is unanswered; pure.
//! - [`held`]: what is held of each conversation; pure.
//! - [`connection`]: one connection, from `hello` to its end.
//! - [`reader`]: reads the whole log as a fresh client.

mod connection;
pub mod held;
pub mod journal;
pub mod outbox;
pub mod reader;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use common::{
    ids::{ConversationId, IdempotencyKey},
    seq::Epoch,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{
    account::Account,
    checker::history::{Client as Name, Happening, Holding, Log, Press},
    failure::Failure,
};
use held::Held;
use journal::Journal;
use outbox::Outbox;

/// How long a client waits for an answer before it connects anew.
const ANSWER: Duration = Duration::from_secs(5);
/// How long clients may take to hold what the log holds once all faults are over (I7).
const CONVERGE: Duration = Duration::from_secs(10);

/// A fault of the client that a checker must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It makes a new key for each attempt.
    NewKeyOnRetry,
    /// It applies what comes, whatever is missing before it.
    IgnoresGaps,
}

/// How a client behaves.
#[derive(Clone, Debug)]
pub struct Habits {
    /// Unanswered messages per conversation.
    pub window: usize,
    /// How often it presses send, once in each conversation.
    pub pace: Duration,
    /// It stops pressing after this many.
    pub presses: u32,
    /// The length of its texts, in bytes.
    pub text_bytes: usize,
    /// How often it writes each frame.
    pub copies: usize,
    /// The share of live changes that get lost on their way to it.
    pub loss: f64,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            window: 4,
            pace: Duration::from_millis(10),
            presses: u32::MAX,
            text_bytes: 60,
            copies: 1,
            loss: 0.0,
            flaw: None,
        }
    }
}

/// What the test wants of its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Press send, and get it through.
    Press,
    /// Press no more, get through what is left, and return.
    Finish,
}

/// One device with its outbox and its copy of the conversations. Both outlive connections and servers.
#[derive(Debug)]
pub struct Client {
    name: Name,
    account: Account,
    server: SocketAddr,
    conversations: Vec<ConversationId>,
    habits: Habits,
    journal: Arc<Journal>,
    random: fastrand::Rng,
    pressed: u32,
    epoch: Option<Epoch>,
    held: Held,
    outbox: Outbox,
}

impl Client {
    /// A client that has done nothing yet.
    pub fn new(
        name: Name,
        account: Account,
        server: SocketAddr,
        conversations: Vec<ConversationId>,
        habits: Habits,
        journal: Arc<Journal>,
    ) -> Self {
        Self {
            name,
            account,
            server,
            conversations,
            random: fastrand::Rng::with_seed(u64::from(name.0)),
            held: Held::new(habits.flaw == Some(Flaw::IgnoresGaps)),
            habits,
            journal,
            pressed: 0,
            epoch: None,
            outbox: Outbox::default(),
        }
    }

    /// Presses send and gets it through, over any number of connections, until it is to finish and everything is answered.
    pub async fn run(mut self, mut phase: watch::Receiver<Phase>) -> Self {
        loop {
            match self.connected(&mut phase).await {
                Ok(()) => return self,
                // Whatever broke: what is unanswered is sent again on the next connection.
                Err(_) => sleep(Duration::from_millis(self.random.u64(5..40))).await,
            }
        }
    }

    /// Connects once more, without loss, and takes what it is given until it holds the versions of `log`; then says what it holds. If it
    /// never does, the checker will say what is missing.
    pub async fn settle(mut self, log: &Log) -> Vec<Holding> {
        self.habits.loss = 0.0;
        let give_up = Instant::now() + CONVERGE;
        while !self.held.has(log) && Instant::now() < give_up {
            tokio::time::timeout_at(give_up, self.catch_up(log))
                .await
                .ok();
        }
        self.held.holdings(self.name)
    }

    /// How many messages the server has acknowledged to it.
    pub fn acknowledged(&self) -> u64 {
        self.outbox.acknowledged()
    }

    /// Presses send once in each conversation that has room.
    fn press(&mut self) {
        for conv in self.conversations.clone() {
            let waiting = self.outbox.waiting(conv);
            if self.pressed < self.habits.presses && waiting < 2 * self.habits.window {
                self.pressed += 1;
                let press = Press {
                    client: self.name,
                    number: self.pressed,
                };
                let mut text = format!("{press} ");
                while text.len() < self.habits.text_bytes {
                    text.push(self.random.alphanumeric());
                }
                let cid = self.new_key();
                self.outbox.press(conv, press, cid, text);
            }
        }
    }

    fn new_key(&mut self) -> IdempotencyKey {
        IdempotencyKey::from_bytes(self.random.u128(..).to_be_bytes())
    }

    fn note(&self, what: Happening) {
        self.journal.note(self.name, what);
    }

    /// Everything was pressed that is to be pressed.
    fn has_pressed_enough(&self, phase: Phase) -> bool {
        phase == Phase::Finish || self.pressed >= self.habits.presses
    }
}

/// What ends a connection that is not at fault: the server closed it, or did not answer.
fn broken(what: &str) -> Failure {
    Failure::Unexpected(what.to_owned())
}

#[cfg(test)]
mod tests;
