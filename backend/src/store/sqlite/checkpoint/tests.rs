//! The log stays short while there is no end of writing, and nothing of what was written is lost by that.

use std::{fs, path::Path, thread};

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::store::sqlite::open::FILE;

/// A log is long with so many pages here.
const FEW: i32 = 16;

fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0",
        )
        .unwrap();
    connection
}

/// A database with a table for things, and its log, which is watched.
fn begin() -> (TempDir, Connection, Checkpoints) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    let mut writer = open(&path);
    let checkpoints = Checkpoints::start(&mut writer, open(&path), FEW).unwrap();
    writer
        .execute_batch("CREATE TABLE thing (body BLOB)")
        .unwrap();
    (folder, writer, checkpoints)
}

/// Writes about a page.
fn append(writer: &Connection) {
    let sql = "INSERT INTO thing VALUES (zeroblob(4000))";
    writer.execute(sql, []).unwrap();
}

#[test]
fn the_log_begins_anew_whenever_it_was_long() {
    let (folder, writer, mut checkpoints) = begin();
    let mut last = 0;
    let mut beginnings = 0;
    let mut written = 0_u32;
    while beginnings < 5 {
        assert!(
            written < 100_000,
            "the log began anew {beginnings} times only"
        );
        written += 1;
        append(&writer);
        let length = checkpoints.length.load(Ordering::Relaxed);
        beginnings += u32::from(length < last);
        checkpoints.keep_short(&writer).unwrap();
        last = length;
        // The mover gets its turn.
        thread::yield_now();
    }
    drop(checkpoints);

    // What is in the database alone, without the log: all that the log held before it began anew for the last time.
    let copy = folder.path().join("copy.db");
    fs::copy(folder.path().join(FILE), &copy).unwrap();
    let found: u32 = open(&copy)
        .query_row("SELECT count(*) FROM thing", [], |row| row.get(0))
        .unwrap();
    assert!(
        found + u32::try_from(last).unwrap() >= written,
        "{found} of {written}"
    );
}

/// On a busy server there is always something that the mover has not seen; here it has seen nothing.
#[test]
fn what_came_while_the_log_was_moved_is_moved_after_it() {
    let (_folder, writer, mut checkpoints) = begin();
    while checkpoints.length.load(Ordering::Relaxed) < FEW {
        append(&writer);
    }
    checkpoints.finish(&writer, Ok(())).unwrap();
    append(&writer);
    let length = checkpoints.length.load(Ordering::Relaxed);
    assert!(length < FEW, "the log went on to {length} pages");
}

/// Nobody is asked for what is not needed.
#[test]
fn a_short_log_stays() {
    let (_folder, writer, mut checkpoints) = begin();
    checkpoints.keep_short(&writer).unwrap();
    assert!(checkpoints.length.load(Ordering::Relaxed) > 0);
    assert!(!checkpoints.moving);
}
