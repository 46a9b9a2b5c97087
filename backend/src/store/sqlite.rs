//! The embedded engine: SQLite in WAL mode, one writing thread with group commit, a few reading threads.
//!
//! `open.rs` makes and checks the database, `writer.rs`, `reader.rs` and `checkpoint.rs` are the threads, `job.rs` is what they are handed, `rows.rs` turns
//! rows into values, `ends.rs` remembers where the busy conversations end, `places.rs` brings the places of messages to where they stay, `state.rs` counts the changes of state, `backup.rs` copies the whole, `check.rs` looks for damage, `retention.rs` forgets, and one file per aggregate holds its statements and the rules they keep.

mod account;
mod backup;
mod check;
mod checkpoint;
mod conversation;
mod credential;
mod ends;
mod error;
mod job;
mod message;
mod open;
mod people;
mod picture;
mod places;
#[cfg(feature = "planted-faults")]
mod plant;
mod reader;
mod receipts;
mod retention;
mod rows;
mod session;
mod signs;
mod standing;
mod state;
mod sync;
mod writer;

use std::sync::Arc;

use async_trait::async_trait;
use common::seq::Epoch;
use rusqlite::Connection;

pub use backup::{BackupError, back_up, restore};
pub use check::check;
pub use open::{OpenError, Sharing};

use self::{ends::Ends, job::Verb, reader::Readers, writer::Writer};
use super::{Refusal, Store, StoreError};

/// The embedded store. Dropping it writes what is queued and closes the database.
pub struct SqliteStore {
    epoch: Epoch,
    /// Absent in memory, where the writer reads too: such a database has one connection.
    readers: Option<Readers>,
    writer: Writer,
    /// What the writing thread knows of the conversations that it wrote to.
    ends: Arc<Ends>,
    /// Keeps other servers out; given back last.
    _lock: Option<std::fs::File>,
}

impl SqliteStore {
    /// Reads: every statement sees the same moment.
    async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (verb, arrival) = Verb::new(move |connection| work(connection).map_err(Refusal::Store));
        match &self.readers {
            Some(readers) => readers.submit(Box::new(verb)),
            None => self.writer.submit(Box::new(verb)),
        }
        match arrival.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Refusal::Store(error))) => Err(error),
            Ok(Err(Refusal::Denied(denied))) => Err(StoreError::Unavailable(denied.to_string())),
            Err(_) => Err(gone()),
        }
    }

    /// Writes: all of it or nothing, durable when this resolves. The work may run twice, on an unchanged database. It is handed over at once, so
    /// that no message keeps the room for it while it waits.
    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> impl Future<Output = Result<T, Refusal>> {
        let (verb, arrival) = Verb::new(work);
        self.writer.submit(Box::new(verb));
        async { arrival.await.unwrap_or_else(|_| Err(gone().into())) }
    }

    /// Writes what no rule can refuse.
    async fn write_unruled<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let done = self.write(move |connection| work(connection).map_err(Refusal::Store));
        match done.await {
            Ok(value) => Ok(value),
            Err(Refusal::Store(error)) => Err(error),
            Err(Refusal::Denied(denied)) => Err(StoreError::Unavailable(denied.to_string())),
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn is_writable(&self) -> bool {
        self.writer.is_sound()
    }

    /// Asked where this process writes: only there are its own commits told from those of others.
    async fn written_elsewhere(&self) -> Result<u64, StoreError> {
        self.write_unruled(|connection| {
            let mut select = connection.prepare_cached("PRAGMA data_version")?;
            Ok(select.query_row([], |row| rows::number(row, 0, std::convert::identity))?)
        })
        .await
    }
}

fn gone() -> StoreError {
    StoreError::Failed("the store's thread is gone".to_owned())
}

#[cfg(test)]
mod tests;
