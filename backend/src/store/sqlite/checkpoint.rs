//! Moves the log into the database when it is long.
//!
//! That takes tens of milliseconds, and the writer is hardly held up by it: another thread moves what is in the log, while the writer goes on to
//! append. So on a busy server the log is not all moved when that is done. The writer then moves the short rest itself, which also syncs the
//! database (SQLite does that only when all of the log is moved), and its next commit begins the log anew.
//!
//! **Invariant.** The two never move at the same time: the writer asks, waits for the answer, and moves only after it.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, wal::CheckpointMode};

use crate::store::StoreError;

/// The log is moved when it has so many pages of 4 KiB (16 MiB): often enough to keep it small, seldom enough that a page that many groups
/// changed is moved once.
pub(super) const LONG: i32 = 4_096;

/// What the writer knows of its log.
pub(super) struct Checkpoints {
    /// It is moved when it has so many pages.
    long: i32,
    /// Pages in the log, as of the last commit.
    length: Arc<AtomicI32>,
    mover: Mover,
    /// The mover was asked, and has not answered yet.
    moving: bool,
}

impl Checkpoints {
    /// Watches the log of the writer's connection, which is moved when it has `long` pages; `beside` is another connection to the same database,
    /// for the thread that moves.
    pub(super) fn start(
        writer: &mut Connection,
        beside: Connection,
        long: i32,
    ) -> io::Result<Self> {
        let length = Arc::new(AtomicI32::new(0));
        let seen = length.clone();
        let hooked = writer.wal_hook(Some(move |_: &mut _, length| {
            seen.store(length, Ordering::Relaxed);
            Ok(())
        }));
        hooked.map_err(io::Error::other)?;
        Ok(Self {
            long,
            length,
            mover: Mover::start(beside)?,
            moving: false,
        })
    }

    /// After a commit: has the log moved when it is long. What goes wrong is a failure of the disk like any other.
    pub(super) fn keep_short(&mut self, writer: &Connection) -> Result<(), StoreError> {
        if !self.moving {
            self.moving = self.length.load(Ordering::Relaxed) >= self.long && self.mover.ask();
            return Ok(());
        }
        match self.mover.answer() {
            Some(moved) => self.finish(writer, moved),
            None => Ok(()),
        }
    }

    /// Waits for the mover, and for what it has to say; before the writer's connection is closed.
    pub(super) fn end(&mut self) -> Result<(), StoreError> {
        if !std::mem::take(&mut self.moving) {
            return Ok(());
        }
        self.mover.last_answer().unwrap_or(Ok(()))
    }

    /// Moves what was appended while the mover was at it.
    fn finish(
        &mut self,
        writer: &Connection,
        moved: Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.moving = false;
        // Should a reader still need something of the log, it goes on to grow, and the next commit says so: then it is tried again.
        self.length.store(0, Ordering::Relaxed);
        moved?;
        let (length, moved) = move_log(writer)?;
        metrics::gauge!("confab_store_log_pages").set(f64::from(length - moved));
        Ok(())
    }
}

/// The thread that moves.
struct Mover {
    asked: Option<SyncSender<()>>,
    answers: Receiver<Result<(), StoreError>>,
    thread: Option<JoinHandle<()>>,
}

impl Mover {
    fn start(connection: Connection) -> io::Result<Self> {
        let (asked, asks) = sync_channel(1);
        let (answer, answers) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("store-mover".to_owned())
            .spawn(move || {
                for () in asks {
                    let moved = move_log(&connection).map(|_| ());
                    if answer.send(moved).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            asked: Some(asked),
            answers,
            thread: Some(thread),
        })
    }

    /// Whether it does what it is asked for.
    fn ask(&self) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.try_send(()).is_ok())
    }

    fn answer(&self) -> Option<Result<(), StoreError>> {
        self.answers.try_recv().ok()
    }

    /// `None` if it has ended without one.
    fn last_answer(&self) -> Option<Result<(), StoreError>> {
        self.answers.recv().ok()
    }
}

impl Drop for Mover {
    /// Ends what it is at, then closes its connection.
    fn drop(&mut self) {
        drop(self.asked.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that moves the store's log panicked");
        }
    }
}

/// Moves what may be moved without waiting for anybody. How many pages the log has, and how many of them are in the database now.
fn move_log(connection: &Connection) -> Result<(i32, i32), StoreError> {
    Ok(connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE)?)
}

#[cfg(test)]
mod tests;
