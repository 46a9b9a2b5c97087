//! The counter that each person has of everything of which only the latest value counts. Whatever changes such a thing takes, in the transaction
//! that writes it, the next number of everyone who may know of it, and of nobody else: so a device that names the last number it knows is told
//! what has a greater one, and nobody learns from a number that others did something.

use common::{
    ids::{ConversationId, UserId},
    seq::StateVer,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{int, number};

/// Takes the person's next number. Inside a writing transaction only: one that is rolled back gives it back.
pub(super) fn next(connection: &Connection, user: UserId) -> rusqlite::Result<StateVer> {
    let sql = "INSERT INTO state_of (user, ver) VALUES (?1, 1)
               ON CONFLICT (user) DO UPDATE SET ver = ver + 1 RETURNING ver";
    let mut take = connection.prepare_cached(sql)?;
    take.query_row([user.as_bytes()], |row| number(row, 0, StateVer::new))
}

/// The person's last number. Read it before the rows that it is to stand for: what changes in between is then told twice and not never.
pub(super) fn last(connection: &Connection, user: UserId) -> rusqlite::Result<StateVer> {
    let mut select = connection.prepare_cached("SELECT ver FROM state_of WHERE user = ?1")?;
    let found = select.query_row([user.as_bytes()], |row| number(row, 0, StateVer::new));
    Ok(found.optional()?.unwrap_or_default())
}

/// The person's own account has changed.
pub(super) fn account_changed(connection: &Connection, user: UserId) -> rusqlite::Result<StateVer> {
    let ver = next(connection, user)?;
    let sql = "UPDATE account SET own_ver = ?2 WHERE id = ?1";
    let row = params![user.as_bytes(), int(ver.get())];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(ver)
}

/// Something has changed of what the member's standing in a conversation tells.
pub(super) fn standing_changed(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
) -> rusqlite::Result<StateVer> {
    let ver = next(connection, user)?;
    let sql = "UPDATE member SET standing_ver = ?3
               WHERE conv = ?1 AND user = ?2 AND leave_seq IS NULL";
    let row = params![conv.as_bytes(), user.as_bytes(), int(ver.get())];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(ver)
}

/// Everything has changed of what this person's standings tell of others.
pub(super) fn all_standings_changed(
    connection: &Connection,
    user: UserId,
) -> rusqlite::Result<StateVer> {
    let ver = next(connection, user)?;
    let sql = "UPDATE member SET standing_ver = ?2 WHERE user = ?1 AND leave_seq IS NULL";
    let row = params![user.as_bytes(), int(ver.get())];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(ver)
}

/// The viewer is to hear what the person is called and looks like.
pub(super) fn profile_changed(
    connection: &Connection,
    viewer: UserId,
    person: UserId,
) -> rusqlite::Result<StateVer> {
    let ver = next(connection, viewer)?;
    let sql = "INSERT OR REPLACE INTO profile_news (viewer, person, ver) VALUES (?1, ?2, ?3)";
    let row = params![viewer.as_bytes(), person.as_bytes(), int(ver.get())];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(ver)
}

#[cfg(test)]
mod tests;
