//! A few threads read, each with a connection of its own. In WAL mode they neither wait for the writer nor hold it up.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use super::job::Job;
use crate::store::StoreError;

/// Reads that may wait. Whoever comes later is told to come back.
const QUEUE: usize = 4_096;

/// The reading threads.
pub(super) struct Readers {
    queue: Option<SyncSender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts a thread per connection.
    pub(super) fn start(connections: Vec<Connection>) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::with_capacity(connections.len());
        for (index, connection) in connections.into_iter().enumerate() {
            let jobs = jobs.clone();
            let thread = thread::Builder::new().name(format!("store-reader-{index}"));
            threads.push(thread.spawn(move || serve(&connection, &jobs))?);
        }
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    /// Queues a job; it is answered in any case.
    pub(super) fn submit(&self, job: Box<dyn Job>) {
        if let Some(queue) = &self.queue {
            let turned_away = match queue.try_send(job) {
                Ok(()) => return,
                Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) => job,
            };
            let busy = StoreError::Unavailable("too many reads wait".to_owned());
            turned_away.answer(Err(busy));
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        drop(self.queue.take());
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("one of the store's readers panicked");
            }
        }
    }
}

/// Takes one job at a time: whoever waits for the next one holds the lock, the others queue behind it.
fn serve(connection: &Connection, jobs: &Mutex<Receiver<Box<dyn Job>>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else {
            return;
        };
        // One transaction, so that a job of several statements sees one moment.
        let outcome = execute(connection, "BEGIN").map(|()| {
            let _ = job.run(connection);
        });
        let outcome = outcome.and_then(|()| execute(connection, "COMMIT"));
        // A transaction that stays open would be in the way of every read after it.
        if !connection.is_autocommit()
            && let Err(error) = execute(connection, "ROLLBACK")
        {
            tracing::error!(%error, "a read could not be ended");
        }
        job.answer(outcome);
    }
}

fn execute(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
