//! What the local storage was asked and has not answered.

use common::ids::IdempotencyKey;

use crate::{
    input::{Mono, Ticket},
    sorted_map::SortedMap,
};

/// How long reading and writing may take. Databases in browsers have been seen to hang; a person and their messages must not hang with
/// them.
const PATIENCE_MS: u64 = 5_000;

/// The local storage, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// What it holds has been taken in, or was waited for in vain.
    pub restored: bool,
    /// What it holds has been taken in.
    pub read: bool,
    /// Until when it is waited for.
    pub reading_until: Option<Mono>,
    /// It could not be read or written.
    pub broken: bool,
    /// The write that shows whether it can be again: to strike something off takes no room.
    proof: Option<Ticket>,
    last: u64,
    /// Messages that are sent once they are written down.
    gates: SortedMap<Ticket, (IdempotencyKey, Mono)>,
}

impl Storage {
    /// It is being read.
    pub fn reading(&mut self, now: Mono) {
        self.reading_until = Some(now.plus(PATIENCE_MS));
    }

    /// A name for a write.
    pub fn ticket(&mut self) -> Ticket {
        self.last += 1;
        Ticket(self.last)
    }

    /// This write needs room.
    pub fn needs_room(&mut self, ticket: Ticket) {
        if self.broken && self.proof.is_none() {
            self.proof = Some(ticket);
        }
    }

    /// A write came to its end: whether that shows that what was broken is whole again.
    pub fn prove(&mut self, ticket: Ticket, written: bool) -> bool {
        let proven = self.proof.take_if(|proof| *proof == ticket).is_some();
        self.broken &= !(proven && written);
        proven && written
    }

    /// A name for a write that a message waits for.
    pub fn gate(&mut self, cid: IdempotencyKey, now: Mono) -> Ticket {
        let ticket = self.ticket();
        self.needs_room(ticket);
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
