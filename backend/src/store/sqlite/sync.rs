//! What a device needs to catch up.

use std::cmp::Reverse;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Body, Entry, Event, Logged, LoggedForUser},
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteStore,
    message::{DELETED, EDITED, entries},
    picture::profile_for,
    rows::{self, Head, entry, entry_columns, id, int, json, number},
    state,
};
use crate::store::{
    StoreError, SyncStore,
    sync::{Line, Outline, Since, UserState},
};

#[async_trait]
impl SyncStore for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn user_state(&self, user: UserId) -> Result<Option<UserState>, StoreError> {
        self.read(move |connection| user_state(connection, user))
            .await
    }

    async fn user_since(
        &self,
        user: UserId,
        from: UserRev,
        limit: usize,
    ) -> Result<Option<Vec<LoggedForUser>>, StoreError> {
        self.read(move |connection| user_since(connection, user, from, limit))
            .await
    }

    async fn since(
        &self,
        conv: ConversationId,
        from: Rev,
        limit: usize,
    ) -> Result<Option<Since>, StoreError> {
        self.read(move |connection| {
            let Some(head) = rows::head(connection, conv.as_bytes())? else {
                return Ok(None);
            };
            Ok(Some(Since {
                members: rows::members(connection, conv.as_bytes())?,
                events: events(connection, conv, &head, from, limit)?,
                head: head.rev,
            }))
        })
        .await
    }

    async fn outline(&self, conv: ConversationId) -> Result<Option<Outline>, StoreError> {
        self.read(move |connection| {
            let Some(head) = rows::head(connection, conv.as_bytes())? else {
                return Ok(None);
            };
            Ok(Some(Outline {
                members: rows::members(connection, conv.as_bytes())?,
                rev: head.rev,
                last_seq: head.last_seq,
            }))
        })
        .await
    }

    async fn heads(
        &self,
        convs: Vec<ConversationId>,
    ) -> Result<Vec<(ConversationId, Rev)>, StoreError> {
        self.read(move |connection| {
            let mut heads = Vec::with_capacity(convs.len());
            for conv in &convs {
                let (_, rev) = rows::ends(connection, conv.as_bytes())?;
                // The creation is the first change, so what has none does not exist.
                if rev > Rev::ZERO {
                    heads.push((*conv, rev));
                }
            }
            Ok(heads)
        })
        .await
    }

    async fn user_heads(&self, users: Vec<UserId>) -> Result<Vec<(UserId, UserRev)>, StoreError> {
        self.read(move |connection| {
            let mut select = connection.prepare_cached("SELECT urev FROM account WHERE id = ?1")?;
            let mut heads = Vec::with_capacity(users.len());
            for user in &users {
                let urev = select.query_row([user.as_bytes()], |row| number(row, 0, UserRev::new));
                heads.extend(urev.optional()?.map(|urev| (*user, urev)));
            }
            Ok(heads)
        })
        .await
    }

    async fn state_heads(&self, users: Vec<UserId>) -> Result<Vec<(UserId, StateVer)>, StoreError> {
        self.read(move |connection| {
            let heads = users.iter();
            let heads = heads.map(|user| Ok((*user, state::last(connection, *user)?)));
            heads.collect()
        })
        .await
    }
}

fn user_state(connection: &Connection, user: UserId) -> Result<Option<UserState>, StoreError> {
    let sql = "SELECT id, username, name, picture, urev FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let known = select.query_row([user.as_bytes()], |row| {
        Ok((
            profile_for(connection, user, row)?,
            number(row, 4, UserRev::new)?,
        ))
    });
    let Some((profile, urev)) = known.optional()? else {
        return Ok(None);
    };
    let sql = "SELECT DISTINCT id, created FROM member JOIN conversation ON id = conv
               WHERE user = ?1 AND leave_seq IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([user.as_bytes()], |row| {
        let conv = id(row, 0, ConversationId::from_bytes)?;
        let said = last_said(connection, conv)?;
        let (_, rev) = rows::ends(connection, conv.as_bytes())?;
        let active = match said {
            Some(at) => at,
            None => number(row, 1, Timestamp::from_millis)?,
        };
        Ok(Line { conv, rev, active })
    })?;
    let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
    lines.sort_unstable_by_key(|line| (Reverse(line.active), line.conv));
    Ok(Some(UserState {
        profile,
        urev,
        state: state::last(connection, user)?,
        lines,
    }))
}

/// When something was last said in a conversation.
fn last_said(connection: &Connection, conv: ConversationId) -> rusqlite::Result<Option<Timestamp>> {
    // `seq` is selected so that the view can be read in its order.
    let sql = "SELECT at, seq FROM message WHERE conv = ?1 ORDER BY seq DESC LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let at = select.query_row([conv.as_bytes()], |row| {
        number(row, 0, Timestamp::from_millis)
    });
    at.optional()
}

fn user_since(
    connection: &Connection,
    user: UserId,
    from: UserRev,
    limit: usize,
) -> Result<Option<Vec<LoggedForUser>>, StoreError> {
    let mut select = connection.prepare_cached("SELECT urev FROM account WHERE id = ?1")?;
    let head = select.query_row([user.as_bytes()], |row| number(row, 0, UserRev::new));
    let Some(missing) = head
        .optional()?
        .and_then(|head| head.get().checked_sub(from.get()))
    else {
        return Ok(None);
    };
    if missing > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Ok(None);
    }
    let sql = "SELECT urev, event FROM user_log WHERE user = ?1 AND urev > ?2 ORDER BY urev";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![user.as_bytes(), int(from.get())], |row| {
        Ok(LoggedForUser {
            urev: number(row, 0, UserRev::new)?,
            event: json(row, 1)?,
        })
    })?;
    let events = rows.collect::<Result<Vec<_>, _>>()?;
    Ok((u64::try_from(events.len()) == Ok(missing)).then_some(events))
}

/// The changes after `from`, from the two tables that hold them; `None` where they are not all there or more than `limit`.
fn events(
    connection: &Connection,
    conv: ConversationId,
    head: &Head,
    from: Rev,
    limit: usize,
) -> Result<Option<Vec<Logged>>, StoreError> {
    let Some(missing) = head.rev.get().checked_sub(from.get()) else {
        return Ok(None);
    };
    if missing > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Ok(None);
    }
    let mut events = posted(connection, conv, head, from)?;
    events.extend(changed(connection, conv, from)?);
    events.sort_unstable_by_key(|logged| logged.rev);
    let dense = (from.next().get()..)
        .zip(&events)
        .all(|(rev, logged)| logged.rev.get() == rev);
    let whole = u64::try_from(events.len()) == Ok(missing) && dense;
    Ok(whole.then_some(events))
}

/// What was posted after `from`, as it reads now.
fn posted(
    connection: &Connection,
    conv: ConversationId,
    head: &Head,
    from: Rev,
) -> Result<Vec<Logged>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        entry_columns!(),
        ", rev FROM message WHERE conv = ?1 AND seq > ?2 AND rev > ?3"
    );
    // A message's rev exceeds its seq by the changes before it that were no messages, of which there are `rev - last_seq` in all. So what
    // was posted after `from` has at least this seq, and only the end of the timeline is read.
    let others = head.rev.get().saturating_sub(head.last_seq.get());
    let least = Seq::new(from.get().saturating_sub(others));
    let mut select = connection.prepare_cached(SQL)?;
    let range = params![conv.as_bytes(), int(least.get()), int(from.get())];
    let rows = select.query_map(range, |row| {
        Ok(Logged {
            rev: number(row, 9, Rev::new)?,
            event: Event::Posted(entry(row)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What else happened after `from`. A change of a message is told by the message as it is now: a text that was edited away or deleted is
/// nowhere any more, and applying the changes in order still ends in the present state, because each tells the last word.
fn changed(
    connection: &Connection,
    conv: ConversationId,
    from: Rev,
) -> Result<Vec<Logged>, StoreError> {
    let sql = "SELECT rev, kind, seq, event FROM conv_log WHERE conv = ?1 AND rev > ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![conv.as_bytes(), int(from.get())])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let rev = number(row, 0, Rev::new)?;
        let event = match row.get::<_, i64>(1)? {
            DELETED => Event::Deleted {
                seq: number(row, 2, Seq::new)?,
            },
            EDITED => edited(connection, conv, number(row, 2, Seq::new)?)?,
            _ => json(row, 3)?,
        };
        events.push(Logged { rev, event });
    }
    Ok(events)
}

fn edited(connection: &Connection, conv: ConversationId, seq: Seq) -> Result<Event, StoreError> {
    let found = entries(connection, conv, seq, seq.next(), 1)?.pop();
    let Some(Entry { message, .. }) = found else {
        return Err(StoreError::Corrupt("an edit of no message".to_owned()));
    };
    Ok(match (message.draft.body, message.edited) {
        // It was deleted later; the time of the edit stays with the tombstone.
        (body, Some(at)) => Event::Edited { seq, body, at },
        (Body::Deleted, None) => Event::Deleted { seq },
        (_, None) => return Err(StoreError::Corrupt("an edit without a time".to_owned())),
    })
}
