//! The floor's database: one thread, one table, group commit.

use std::{io, path::Path, sync::mpsc, thread};

use rusqlite::{Connection, TransactionBehavior, params};
use tokio::sync::mpsc as channel;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::wire::{self, Person, Request};

/// Messages in one commit at most. Under load the commit before is the time in which a group gathers; this bounds its memory.
const GROUP: usize = 1024;

/// A message to be stored: the frame as it came, so that nothing is copied on the way.
#[derive(Debug)]
pub struct Job {
    /// Who sent it.
    pub from: Person,
    /// The frame, a valid [`Request::Send`].
    pub frame: Utf8Bytes,
}

/// Starts the writer thread. It ends when the last sender is dropped, or when the database fails: then the receiver ends, too, and nothing
/// is acknowledged any more.
pub fn start(file: &Path) -> io::Result<(mpsc::Sender<Job>, channel::UnboundedReceiver<Vec<Job>>)> {
    let mut database = open(file).map_err(io::Error::other)?;
    let (jobs, queue) = mpsc::channel::<Job>();
    let (committed, commits) = channel::unbounded_channel();
    thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || {
            while let Ok(first) = queue.recv() {
                let mut group = vec![first];
                group.extend(queue.try_iter().take(GROUP - 1));
                if store(&mut database, &group).is_err() || committed.send(group).is_err() {
                    break;
                }
            }
        })?;
    Ok((jobs, commits))
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(file)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch(
        "CREATE TABLE IF NOT EXISTS message (
            seq INTEGER PRIMARY KEY,
            sender INTEGER NOT NULL,
            recipient INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT",
    )?;
    Ok(database)
}

fn store(database: &mut Connection, group: &[Job]) -> rusqlite::Result<()> {
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO message (sender, recipient, body) VALUES (?1, ?2, ?3)")?;
        for job in group {
            if let Some(Request::Send { to, body, .. }) = wire::read(&job.frame) {
                insert.execute(params![job.from, to, body])?;
            }
        }
    }
    transaction.commit()
}
