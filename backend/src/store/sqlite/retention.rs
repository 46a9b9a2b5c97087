//! What is forgotten. Looked for by a reader, so that the writer is held for what is deleted and no longer.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    seq::UserRev,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteStore,
    rows::{self, id, int, number},
};
use crate::store::{
    RetentionStore, StoreError,
    retention::{Keep, Walk},
};

/// Rows of a walk that are looked at in one stretch.
const STRETCH: u16 = 256;
/// Rows of a log that one transaction deletes: a few milliseconds.
const AT_ONCE: usize = 1_000;

/// A table that grows by one row for each change of its owner.
#[derive(Clone, Copy)]
struct Log {
    /// The first version after `?2` that was logged since `?3`.
    first_since: &'static str,
    /// Whether there is a version before `?2`.
    any_before: &'static str,
    /// Deletes the first `?3` versions before `?2`.
    delete: &'static str,
}

const CONVERSATIONS: Log = Log {
    first_since: "SELECT rev FROM conv_log WHERE conv = ?1 AND rev > ?2 AND at >= ?3 ORDER BY rev LIMIT 1",
    any_before: "SELECT 1 FROM conv_log WHERE conv = ?1 AND rev < ?2 LIMIT 1",
    delete: "DELETE FROM conv_log WHERE conv = ?1 AND rev IN
               (SELECT rev FROM conv_log WHERE conv = ?1 AND rev < ?2 ORDER BY rev LIMIT ?3)",
};

const PEOPLE: Log = Log {
    first_since: "SELECT urev FROM user_log WHERE user = ?1 AND urev > ?2 AND at >= ?3 ORDER BY urev LIMIT 1",
    any_before: "SELECT 1 FROM user_log WHERE user = ?1 AND urev < ?2 LIMIT 1",
    delete: "DELETE FROM user_log WHERE user = ?1 AND urev IN
               (SELECT urev FROM user_log WHERE user = ?1 AND urev < ?2 ORDER BY urev LIMIT ?3)",
};

/// A time of receipt that can be told no longer, with a later one of the same kind of which that is so too.
macro_rules! old_time {
    () => {
        "FROM receipt_time AS old WHERE conv = ?1 AND at < ?2 AND EXISTS
           (SELECT 1 FROM receipt_time AS later
            WHERE later.conv = ?1 AND later.user = old.user AND later.kind = old.kind
              AND later.upto > old.upto AND later.at < ?2)"
    };
}

/// The key of a row.
type Key = [u8; 16];

/// Whose log is too long, and the first version of it that is kept.
type Surplus = Vec<(Key, u64)>;

/// What was found in a stretch, and the last key that was looked at; `None` at the end of the table.
type Found<T> = Result<(T, Option<Key>), StoreError>;

#[async_trait]
impl RetentionStore for SqliteStore {
    async fn forget(&self, keep: Keep, walk: Walk) -> Result<Option<Walk>, StoreError> {
        match walk {
            Walk::Sessions(after) => {
                let (dead, last) = self
                    .read(move |connection| dead_sessions(connection, keep, after))
                    .await?;
                if !dead.is_empty() {
                    self.write_unruled(move |connection| close(connection, keep, &dead))
                        .await?;
                }
                let next = last.map_or(Walk::Conversations([0; 16]), Walk::Sessions);
                Ok(Some(next))
            }
            Walk::Conversations(after) => {
                let (surplus, last) = self
                    .read(move |connection| long_conversations(connection, keep, after))
                    .await?;
                if !self.shorten(CONVERSATIONS, surplus).await? {
                    return Ok(Some(walk));
                }
                let next = last.map_or(Walk::People([0; 16]), Walk::Conversations);
                Ok(Some(next))
            }
            Walk::People(after) => {
                let (surplus, last) = self
                    .read(move |connection| long_people(connection, keep, after))
                    .await?;
                if !self.shorten(PEOPLE, surplus).await? {
                    return Ok(Some(walk));
                }
                let next = last.map_or(Walk::Receipts([0; 16]), Walk::People);
                Ok(Some(next))
            }
            Walk::Receipts(after) => {
                let (old, last) = self
                    .read(move |connection| old_times(connection, keep, after))
                    .await?;
                if !old.is_empty() && !self.forget_times(keep, old).await? {
                    return Ok(Some(walk));
                }
                Ok(last.map(Walk::Receipts))
            }
        }
    }
}

impl SqliteStore {
    /// Deletes old times, as far as one transaction may; `false` if something is left.
    async fn forget_times(&self, keep: Keep, convs: Vec<Key>) -> Result<bool, StoreError> {
        let ends = Arc::clone(&self.ends);
        self.write_unruled(move |connection| {
            const SQL: &str = concat!(
                "DELETE FROM receipt_time WHERE conv = ?1 AND (user, kind, upto) IN (SELECT user, kind, upto ",
                old_time!(),
                " LIMIT ?3)"
            );
            ends.beside(connection, || {
                let mut delete = connection.prepare_cached(SQL)?;
                let mut left = AT_ONCE;
                for conv in &convs {
                    let most = int(u64::try_from(left).unwrap_or(u64::MAX));
                    left -= delete.execute(params![conv, int(keep.told.as_millis()), most])?;
                    if left == 0 {
                        return Ok(false);
                    }
                }
                Ok(true)
            })
        })
        .await
    }

    /// Deletes what is too much, as far as one transaction may; `false` if something is left. What was read before is still so: logs grow at
    /// their other end.
    async fn shorten(&self, log: Log, surplus: Surplus) -> Result<bool, StoreError> {
        if surplus.is_empty() {
            return Ok(true);
        }
        self.write_unruled(move |connection| {
            let mut delete = connection.prepare_cached(log.delete)?;
            let mut left = AT_ONCE;
            for (owner, first_kept) in &surplus {
                let most = int(u64::try_from(left).unwrap_or(u64::MAX));
                left -= delete.execute(params![owner, int(*first_kept), most])?;
                if left == 0 {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
    }
}

/// Those of the next conversations that have such times.
fn old_times(connection: &Connection, keep: Keep, after: Key) -> Found<Vec<Key>> {
    let sql = "SELECT id FROM conversation WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![after, STRETCH], |row| row.get(0))?;
    let looked_at = rows.collect::<Result<Vec<Key>, _>>()?;
    let mut select = connection.prepare_cached(concat!("SELECT 1 ", old_time!(), " LIMIT 1"))?;
    let mut old = Vec::new();
    for conv in &looked_at {
        if select.exists(params![conv, int(keep.told.as_millis())])? {
            old.push(*conv);
        }
    }
    Ok((old, end(&looked_at, |conv| *conv)))
}

/// The dead among the next sessions.
fn dead_sessions(connection: &Connection, keep: Keep, after: Key) -> Found<Vec<Key>> {
    let sql = "SELECT device, last_seen < ?2 OR created < ?3 FROM session
               WHERE device > ?1 ORDER BY device LIMIT ?4";
    let mut select = connection.prepare_cached(sql)?;
    let limits = params![
        after,
        int(keep.used.as_millis()),
        int(keep.opened.as_millis()),
        STRETCH
    ];
    let rows = select.query_map(limits, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let looked_at = rows.collect::<Result<Vec<(Key, bool)>, _>>()?;
    let last = end(&looked_at, |(device, _)| *device);
    let dead = looked_at.into_iter().filter(|(_, dead)| *dead);
    Ok((dead.map(|(device, _)| device).collect(), last))
}

/// Deletes those of these sessions that are still dead.
fn close(connection: &Connection, keep: Keep, dead: &[Key]) -> Result<(), StoreError> {
    let sql = "DELETE FROM session WHERE device = ?1 AND (last_seen < ?2 OR created < ?3)";
    let mut delete = connection.prepare_cached(sql)?;
    for device in dead {
        delete.execute(params![
            device,
            int(keep.used.as_millis()),
            int(keep.opened.as_millis())
        ])?;
    }
    Ok(())
}

/// The next conversations whose log is too long.
fn long_conversations(connection: &Connection, keep: Keep, after: Key) -> Found<Surplus> {
    let sql = "SELECT id, (SELECT max(rev) FROM conv_log WHERE conv = id) FROM conversation
               WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![after, STRETCH], |row| {
        let conv = id(row, 0, ConversationId::from_bytes)?;
        let last = rows::number_or_none(row, 1, std::convert::identity)?.unwrap_or(0);
        Ok((*conv.as_bytes(), last))
    })?;
    let looked_at = rows.collect::<Result<Vec<(Key, u64)>, _>>()?;
    let mut surplus = Surplus::new();
    for (conv, last_logged) in &looked_at {
        let (_, head) = rows::ends(connection, conv)?;
        let beyond = head.get().saturating_sub(keep.changes);
        let kept = first_kept(connection, CONVERSATIONS, conv, beyond, keep, *last_logged)?;
        surplus.extend(kept.map(|first| (*conv, first)));
    }
    Ok((surplus, end(&looked_at, |(conv, _)| *conv)))
}

/// The next people whose log is too long.
fn long_people(connection: &Connection, keep: Keep, after: Key) -> Found<Surplus> {
    let sql = "SELECT id, urev FROM account WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![after, STRETCH], |row| {
        let user = id(row, 0, UserId::from_bytes)?;
        Ok((*user.as_bytes(), number(row, 1, UserRev::new)?))
    })?;
    let looked_at = rows.collect::<Result<Vec<(Key, UserRev)>, _>>()?;
    let mut surplus = Surplus::new();
    for (user, head) in &looked_at {
        let beyond = head.get().saturating_sub(keep.changes);
        // The version is in the account, so all of the log may go.
        let kept = first_kept(connection, PEOPLE, user, beyond, keep, head.next().get())?;
        surplus.extend(kept.map(|first| (*user, first)));
    }
    Ok((surplus, end(&looked_at, |(user, _)| *user)))
}

/// The first version of a log that is kept, `last` at most, if there is one before it.
fn first_kept(
    connection: &Connection,
    log: Log,
    owner: &Key,
    beyond: u64,
    keep: Keep,
    last: u64,
) -> Result<Option<u64>, StoreError> {
    let mut select = connection.prepare_cached(log.first_since)?;
    let since = params![owner, int(beyond), int(keep.logged.as_millis())];
    let first = select.query_row(since, |row| number(row, 0, std::convert::identity));
    let first = first.optional()?.unwrap_or(last).min(last);
    let mut select = connection.prepare_cached(log.any_before)?;
    let more = select.exists(params![owner, int(first)])?;
    Ok(more.then_some(first))
}

/// The key of the last row of a full stretch; `None` where the table has ended.
fn end<T>(looked_at: &[T], key: impl Fn(&T) -> Key) -> Option<Key> {
    looked_at
        .last()
        .filter(|_| looked_at.len() == usize::from(STRETCH))
        .map(key)
}
