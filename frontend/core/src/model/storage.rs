//! What the local storage was asked and has not answered.

use std::collections::BTreeMap;

use common::ids::IdempotencyKey;

use crate::input::{Mono, Ticket};

/// How long a write may take. Databases in browsers have been seen to hang; a message must not hang with them.
const PATIENCE_MS: u64 = 5_000;

/// The local storage, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// What it holds has been taken in.
    pub restored: bool,
    /// It could not be read or written.
    pub broken: bool,
    last: u64,
    /// Messages that are sent once they are written down.
    gates: BTreeMap<Ticket, (IdempotencyKey, Mono)>,
}

impl Storage {
    /// A name for a write.
    pub fn ticket(&mut self) -> Ticket {
        self.last += 1;
        Ticket(self.last)
    }

    /// A name for a write that a message waits for.
    pub fn gate(&mut self, cid: IdempotencyKey, now: Mono) -> Ticket {
        let ticket = self.ticket();
        self.gates.insert(ticket, (cid, now.plus(PATIENCE_MS)));
        ticket
    }

    /// The write came to an end: the message that waited for it.
    pub fn ended(&mut self, ticket: Ticket) -> Option<IdempotencyKey> {
        self.gates.remove(&ticket).map(|(cid, _)| cid)
    }

    /// The writes that took too long.
    pub fn overdue(&self, now: Mono) -> Vec<Ticket> {
        let late = self.gates.iter().filter(|(_, (_, by))| *by <= now);
        late.map(|(ticket, _)| *ticket).collect()
    }

    /// When the next write will have taken too long.
    pub fn next_overdue(&self) -> Option<Mono> {
        self.gates.values().map(|(_, by)| *by).min()
    }
}
