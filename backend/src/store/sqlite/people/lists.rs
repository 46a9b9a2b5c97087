//! Whom a person has among the contacts, and whom they have blocked.

use common::{
    ids::UserId,
    limits::{BLOCKED, CONTACTS},
    seq::StateVer,
    time::Timestamp,
};
use rusqlite::{Connection, params};

use super::{
    super::{conversation, rows::int, state},
    blockers,
    consent::consent,
    is_contact,
};
use crate::{
    domain::{Denied, conversation::Pair},
    store::{
        Refusal,
        people::Related,
        picture::{Sight, Sights},
    },
};

const CONTACT_OFF: &str = "DELETE FROM contact WHERE user = ?1 AND other = ?2";
const BLOCK_OFF: &str = "DELETE FROM block WHERE user = ?1 AND other = ?2";

pub(super) fn add_contact(
    connection: &Connection,
    user: UserId,
    other: UserId,
    at: Timestamp,
) -> Result<Related, Refusal> {
    known(connection, user, other)?;
    if is_contact(connection, user, other)? {
        return Ok(Related::default());
    }
    if blockers(connection, user, other)?.contains(&user) {
        return Err(Denied::Blocked.into());
    }
    let count = "SELECT count(*) FROM contact WHERE user = ?1";
    room(connection, count, user, CONTACTS)?;
    let sql = "INSERT INTO contact (user, other, at) VALUES (?1, ?2, ?3)";
    let row = params![user.as_bytes(), other.as_bytes(), int(at.as_millis())];
    connection.prepare_cached(sql)?.execute(row)?;
    let changed = state::account_changed(connection, user)?;
    let consented = match conversation::find(connection, Pair::of(user, other)?)? {
        Some(conv) => consent(connection, conv, user, at)?,
        None => None,
    };
    Ok(Related {
        changed: Some(changed),
        consented,
        ..Related::default()
    })
}

pub(super) fn block(
    connection: &Connection,
    user: UserId,
    other: UserId,
    at: Timestamp,
) -> Result<Related, Refusal> {
    known(connection, user, other)?;
    if blockers(connection, user, other)?.contains(&user) {
        return Ok(Related::default());
    }
    room(
        connection,
        "SELECT count(*) FROM block WHERE user = ?1",
        user,
        BLOCKED,
    )?;
    let sql = "INSERT INTO block (user, other, at) VALUES (?1, ?2, ?3)";
    let row = params![user.as_bytes(), other.as_bytes(), int(at.as_millis())];
    connection.prepare_cached(sql)?.execute(row)?;
    let both = [user.as_bytes(), other.as_bytes()];
    connection.prepare_cached(CONTACT_OFF)?.execute(both)?;
    Ok(Related {
        changed: Some(state::account_changed(connection, user)?),
        ..Related::default()
    })
}

/// Each may have missed what the other is called now, and is told as if the name had just been set.
pub(super) fn unblock(
    connection: &Connection,
    user: UserId,
    other: UserId,
) -> rusqlite::Result<Related> {
    let Some(changed) = remove(connection, BLOCK_OFF, user, other)? else {
        return Ok(Related::default());
    };
    let mut named = Sights::new();
    for (viewer, person) in [(user, other), (other, user)] {
        let ver = state::profile_changed(connection, viewer, person)?;
        named.push((Sight { viewer, person }, ver));
    }
    Ok(Related {
        changed: Some(changed),
        named,
        ..Related::default()
    })
}

pub(super) fn remove_contact(
    connection: &Connection,
    user: UserId,
    other: UserId,
) -> rusqlite::Result<Related> {
    Ok(Related {
        changed: remove(connection, CONTACT_OFF, user, other)?,
        ..Related::default()
    })
}

/// Takes someone off a list of the person's; `None` if they were not on it.
fn remove(
    connection: &Connection,
    sql: &str,
    user: UserId,
    other: UserId,
) -> rusqlite::Result<Option<StateVer>> {
    let both = [user.as_bytes(), other.as_bytes()];
    let removed = connection.prepare_cached(sql)?.execute(both)? > 0;
    removed
        .then(|| state::account_changed(connection, user))
        .transpose()
}

/// The other is somebody, and somebody else.
fn known(connection: &Connection, user: UserId, other: UserId) -> Result<(), Refusal> {
    let sql = "SELECT 1 FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    if user != other && select.exists([other.as_bytes()])? {
        Ok(())
    } else {
        Err(Denied::NotFound.into())
    }
}

fn room(connection: &Connection, sql: &str, user: UserId, most: usize) -> Result<(), Refusal> {
    let mut count = connection.prepare_cached(sql)?;
    let count: u32 = count.query_row([user.as_bytes()], |row| row.get(0))?;
    if usize::try_from(count).is_ok_and(|count| count < most) {
        Ok(())
    } else {
        Err(Denied::TooMany.into())
    }
}
