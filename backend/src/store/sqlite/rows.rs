//! Rows into values, and values into what a row holds.
//!
//! A value that no verb of ours writes makes the read fail with a conversion error, which becomes [`crate::store::StoreError::Corrupt`].

use std::error::Error;

use common::{
    json::{self, Misfit},
    model::{Body, ConversationKind, Draft, Entry, Member, Message, Profile},
    seq::{Rev, Seq},
    time::Timestamp,
    validate::{DisplayName, Username},
};
use rusqlite::{Connection, OptionalExtension, Row, types::Type};
use serde::Serialize;

type Read<T> = rusqlite::Result<T>;

/// A counter or a time as SQLite holds it. Clamped: a clock that shows the year 292 million is shown as that.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An id, by its constructor from bytes.
pub(super) fn id<T>(row: &Row<'_>, at: usize, of: fn([u8; 16]) -> T) -> Read<T> {
    row.get::<_, [u8; 16]>(at).map(of)
}

/// A counter, by its constructor.
pub(super) fn number<T>(row: &Row<'_>, at: usize, of: fn(u64) -> T) -> Read<T> {
    unsigned(at, row.get(at)?).map(of)
}

/// A counter or time that may be absent.
pub(super) fn number_or_none<T>(row: &Row<'_>, at: usize, of: fn(u64) -> T) -> Read<Option<T>> {
    row.get::<_, Option<i64>>(at)?
        .map(|value| unsigned(at, value).map(of))
        .transpose()
}

fn unsigned(at: usize, value: i64) -> Read<u64> {
    u64::try_from(value).map_err(|error| nonsense(at, Type::Integer, error))
}

/// A value that was stored as JSON.
pub(super) fn json<T: json::Read>(row: &Row<'_>, at: usize) -> Read<T> {
    let text = row
        .get_ref(at)?
        .as_str()
        .map_err(|error| nonsense(at, Type::Text, error))?;
    json::read(text).ok_or_else(|| nonsense(at, Type::Text, Misfit))
}

/// A value that is stored as JSON, or as nothing where it is the default.
pub(super) fn json_or_default<T: Default + json::Read>(row: &Row<'_>, at: usize) -> Read<T> {
    match row.get_ref(at)? {
        rusqlite::types::ValueRef::Null => Ok(T::default()),
        _ => json(row, at),
    }
}

/// How a value is stored as JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> Read<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// How a list is stored as JSON.
pub(super) fn to_list<T: Serialize>(values: &[T]) -> Read<Option<String>> {
    if values.is_empty() {
        Ok(None)
    } else {
        to_json(&values).map(Some)
    }
}

pub(super) fn nonsense(
    at: usize,
    kind: Type,
    error: impl Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, kind, Box::new(error))
}

/// The columns that [`entry`] reads, in its order.
macro_rules! entry_columns {
    () => {
        "seq, author, cid, body, reply_to, files, mentions, at, edited"
    };
}
pub(super) use entry_columns;

/// An entry from [`entry_columns`] at the beginning of a row.
pub(super) fn entry(row: &Row<'_>) -> Read<Entry> {
    let body = match row.get_ref(3)? {
        rusqlite::types::ValueRef::Null => Body::Deleted,
        _ => json(row, 3)?,
    };
    Ok(Entry {
        seq: number(row, 0, Seq::new)?,
        message: Message {
            author: id(row, 1, common::ids::UserId::from_bytes)?,
            at: number(row, 7, Timestamp::from_millis)?,
            edited: number_or_none(row, 8, Timestamp::from_millis)?,
            draft: Draft {
                cid: id(row, 2, common::ids::IdempotencyKey::from_bytes)?,
                body,
                reply_to: number_or_none(row, 4, Seq::new)?,
                files: json_or_default(row, 5)?,
                mentions: json_or_default(row, 6)?,
            },
        },
    })
}

/// A profile without the picture, from `id, username, name` at the beginning of a row; see [`super::picture::profile_for`].
pub(super) fn profile(row: &Row<'_>) -> Read<Profile> {
    Ok(Profile {
        id: id(row, 0, common::ids::UserId::from_bytes)?,
        username: row.get(1).map(Username::kept)?,
        name: row.get(2).map(DisplayName::kept)?,
        picture: None,
    })
}

/// Everyone who is or was in a conversation, in order of joining.
pub(super) fn members(connection: &Connection, conv: &[u8; 16]) -> Read<Vec<Member>> {
    let sql =
        "SELECT user, join_seq, leave_seq, consents FROM member WHERE conv = ?1 ORDER BY position";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([conv], member)?;
    rows.collect()
}

/// A member from `user, join_seq, leave_seq, consents` at the beginning of a row.
pub(super) fn member(row: &Row<'_>) -> Read<Member> {
    Ok(Member {
        user: id(row, 0, common::ids::UserId::from_bytes)?,
        join_seq: number(row, 1, Seq::new)?,
        leave_seq: number_or_none(row, 2, Seq::new)?,
        consents: row.get(3)?,
    })
}

/// What a conversation is and how far it has got.
pub(super) struct Head {
    pub(super) kind: ConversationKind,
    pub(super) rev: Rev,
    pub(super) last_seq: Seq,
}

/// A conversation's kind and the ends of its two counters; `None` if there is no such one.
pub(super) fn head(connection: &Connection, conv: &[u8; 16]) -> Read<Option<Head>> {
    let Some(kind) = kind_of(connection, conv)? else {
        return Ok(None);
    };
    let (last_seq, rev) = ends(connection, conv)?;
    Ok(Some(Head {
        kind,
        rev,
        last_seq,
    }))
}

/// What kind a conversation is; `None` if there is no such one.
pub(super) fn kind_of(connection: &Connection, conv: &[u8; 16]) -> Read<Option<ConversationKind>> {
    let mut select = connection.prepare_cached("SELECT kind FROM conversation WHERE id = ?1")?;
    let found = select.query_row([conv], |row| row.get(0)).optional()?;
    Ok(found.map(kind))
}

/// The last `seq` and the last `rev` of a conversation. The latter is that of the last message or of the last other change.
pub(super) fn ends(connection: &Connection, conv: &[u8; 16]) -> Read<(Seq, Rev)> {
    let sql = "SELECT seq, rev FROM message WHERE conv = ?1 ORDER BY seq DESC LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let posted = select.query_row([conv], |row| {
        Ok((number(row, 0, Seq::new)?, number(row, 1, Rev::new)?))
    });
    let (last_seq, posted) = posted.optional()?.unwrap_or_default();
    let sql = "SELECT rev FROM conv_log WHERE conv = ?1 ORDER BY rev DESC LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let changed = select.query_row([conv], |row| number(row, 0, Rev::new));
    let changed = changed.optional()?.unwrap_or_default();
    Ok((last_seq, posted.max(changed)))
}

/// The number that stands for a private conversation.
pub(super) const DIRECT: i64 = 1;

fn kind(number: i64) -> ConversationKind {
    match number {
        DIRECT => ConversationKind::Direct,
        2 => ConversationKind::Group,
        3 => ConversationKind::Room,
        4 => ConversationKind::Notes,
        _ => ConversationKind::Unknown,
    }
}
