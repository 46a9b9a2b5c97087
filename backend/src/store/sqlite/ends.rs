//! Where the conversations end that are written to, so that not every message has to look for it.
//!
//! A message needs its conversation's members, what stands between them and the ends of its two counters: five look-ups, against one insert. The writing thread is
//! the only one in the process that changes them, so it may remember what it wrote itself.
//!
//! **Invariant.** What is remembered is what a look-up in the transaction that is open would find. So everything is forgotten as soon as
//! anything else was written: by another verb of this connection (`total_changes` moved since), by another process (`data_version` did), or
//! by nobody after all (a rollback). Writes that touch neither members, blocks nor timelines say so by [`Ends::beside`].

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use common::{
    ids::ConversationId,
    model::Member,
    seq::{Rev, Seq},
};
use rusqlite::Connection;

use super::{people, rows};
use crate::domain::permission::Terms;

/// Conversations that are remembered: those that are written to within a few seconds on a busy server.
const CONVERSATIONS: usize = 4_096;
/// The members that one of them may have: with two, all of them take a megabyte; a great room's look-up is a small part of its fan-out.
const MEMBERS: usize = 16;

/// What a message that is to be appended needs to know of its conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TimelineEnd {
    /// Its people, with their times in it; nobody if there is no such conversation.
    pub(super) members: Vec<Member>,
    /// The last message's place.
    pub(super) last_seq: Seq,
    /// Its version.
    pub(super) last_rev: Rev,
    /// What stands between its people.
    pub(super) terms: Terms,
}

/// What is remembered. The lock is for the compiler: only the writing thread asks.
#[derive(Debug, Default)]
pub(super) struct Ends(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// `PRAGMA data_version` when it was learnt: it moves when another connection commits.
    version: i64,
    /// The connection's `total_changes` when it was learnt.
    changes: u64,
    conversations: HashMap<ConversationId, TimelineEnd>,
}

impl Ends {
    /// A transaction has begun, which nobody else writes into.
    pub(super) fn begin(&self, connection: &Connection) -> rusqlite::Result<()> {
        let version = connection
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        let mut remembered = self.lock();
        if remembered.version != version {
            remembered.version = version;
            remembered.conversations.clear();
        }
        Ok(())
    }

    /// A transaction was rolled back: what it wrote is not so.
    pub(super) fn forget(&self) {
        self.lock().conversations.clear();
    }

    /// The end of a conversation, remembered or looked up. Inside a transaction only.
    pub(super) fn of(
        &self,
        connection: &Connection,
        conv: ConversationId,
    ) -> rusqlite::Result<TimelineEnd> {
        let remembered = self.as_of_now(connection);
        if let Some(end) = remembered.conversations.get(&conv) {
            return Ok(end.clone());
        }
        drop(remembered);
        let members = rows::members(connection, conv.as_bytes())?;
        let (last_seq, last_rev) = rows::ends(connection, conv.as_bytes())?;
        Ok(TimelineEnd {
            members,
            last_seq,
            last_rev,
            terms: people::terms(connection, conv)?,
        })
    }

    /// A message was appended to a conversation, and nothing else was written since [`Ends::of`] was asked about it.
    pub(super) fn moved(&self, connection: &Connection, conv: ConversationId, end: &TimelineEnd) {
        let mut remembered = self.lock();
        remembered.changes = connection.total_changes();
        if end.members.len() > MEMBERS {
            remembered.conversations.remove(&conv);
            return;
        }
        if remembered.conversations.len() >= CONVERSATIONS
            && !remembered.conversations.contains_key(&conv)
        {
            // Those that are still busy are learnt again with their next message.
            remembered.conversations.clear();
        }
        remembered.conversations.insert(conv, end.clone());
    }

    /// Runs writes that touch no member's time in a conversation or consent, no block and no timeline: what is remembered stays so. What others wrote
    /// before them in the same transaction is noticed first, as ever.
    pub(super) fn beside<T>(&self, connection: &Connection, writes: impl FnOnce() -> T) -> T {
        drop(self.as_of_now(connection));
        let done = writes();
        self.lock().changes = connection.total_changes();
        done
    }

    /// A block was written, and is not noticed.
    #[cfg(feature = "planted-faults")]
    pub(super) fn overlook_block(&self, connection: &Connection) {
        if super::plant::remembers_over_a_block() {
            self.lock().changes = connection.total_changes();
        }
    }

    /// What is remembered, without what the connection may have overwritten meanwhile.
    fn as_of_now(&self, connection: &Connection) -> MutexGuard<'_, Remembered> {
        let mut remembered = self.lock();
        let changes = connection.total_changes();
        if remembered.changes != changes {
            remembered.changes = changes;
            remembered.conversations.clear();
        }
        remembered
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
