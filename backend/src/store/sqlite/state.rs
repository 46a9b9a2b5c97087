//! The one counter of everything of which only the latest value counts. Whatever changes such a thing takes the next number in the
//! transaction that writes it and puts it into the row, so that a device which names the last number it knows is told what has a greater one.

use common::seq::StateVer;
use rusqlite::Connection;

use super::rows::number;

/// Takes the next number. Inside a writing transaction only: one that is rolled back gives it back.
pub(super) fn next(connection: &Connection) -> rusqlite::Result<StateVer> {
    let sql = "UPDATE state_version SET value = value + 1 RETURNING value";
    let mut take = connection.prepare_cached(sql)?;
    take.query_row([], |row| number(row, 0, StateVer::new))
}

/// The last number that was given. Read it before the rows that it is to stand for: what changes in between is then told twice and not never.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<StateVer> {
    let mut select = connection.prepare_cached("SELECT value FROM state_version")?;
    select.query_row([], |row| number(row, 0, StateVer::new))
}

#[cfg(test)]
mod tests;
