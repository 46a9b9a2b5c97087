//! How far people have received and read.
//!
//! What moved takes the next number of state of everyone whom it concerns: of the person, if it is about reading, and of those who may know what
//! is shown. So a device is told of a conversation after a pause only if there is something to tell it.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Cursor, Member, Standing},
    seq::{Seq, StateVer},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteStore,
    rows::{int, number, number_or_none},
    standing, state,
};
use crate::{
    domain::{Denied, audience, cursor::Places},
    store::{
        ReceiptStore, Refusal, StoreError,
        receipts::{Advance, Mark, Moved, Traces},
    },
};

/// What `receipt_time` keeps the time of.
pub(super) const RECEIVED: i64 = 0;
/// See [`RECEIVED`].
pub(super) const READ: i64 = 1;

#[async_trait]
impl ReceiptStore for SqliteStore {
    async fn advance(&self, to: Advance) -> Result<Moved, Refusal> {
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| {
            let end = ends.of(connection, to.conv)?;
            if to.upto > end.last_seq && audience::current(&end.members, to.user).is_some() {
                return Err(Denied::BadCursor.into());
            }
            ends.beside(connection, || {
                advance(connection, &to, &end.members, end.last_seq)
            })
        })
        .await
    }

    async fn mark_unread(&self, mark: Mark) -> Result<Moved, Refusal> {
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| {
            let end = ends.of(connection, mark.conv)?;
            ends.beside(connection, || {
                set_mark(connection, mark, &end.members, end.last_seq)
            })
        })
        .await
    }

    async fn standing(
        &self,
        conv: ConversationId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Option<Standing>, StoreError> {
        self.read(move |connection| standing::of(connection, conv, user, now))
            .await
    }

    async fn standings_since(
        &self,
        user: UserId,
        since: StateVer,
    ) -> Result<Vec<ConversationId>, StoreError> {
        self.read(move |connection| standing::changed(connection, user, since))
            .await
    }

    async fn traces(
        &self,
        conv: ConversationId,
        seq: Seq,
        user: UserId,
        now: Timestamp,
    ) -> Result<Traces, Refusal> {
        self.read(move |connection| standing::traces(connection, conv, seq, user, now))
            .await?
            .map_err(Refusal::Denied)
    }
}

/// A cursor as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) places: Places,
    /// When `places.shown_recv` moved last, and `places.shown`.
    pub(super) shown_recv_at: Option<Timestamp>,
    pub(super) shown_at: Option<Timestamp>,
    pub(super) marked_unread: bool,
    pub(super) marked_ver: u64,
}

impl Row {
    /// The person's row, or what is so as long as there is none.
    pub(super) fn of(
        connection: &Connection,
        conv: ConversationId,
        member: &Member,
    ) -> rusqlite::Result<Self> {
        let sql = "SELECT recv_seq, read_seq, shown_recv_seq, shown_seq, shown_recv_at, shown_at,
                          marked_unread, marked_ver
                   FROM cursor WHERE conv = ?1 AND user = ?2";
        let mut select = connection.prepare_cached(sql)?;
        let found = select.query_row([conv.as_bytes(), member.user.as_bytes()], |row| {
            Ok(Self {
                places: Places {
                    recv: number(row, 0, Seq::new)?,
                    read: number(row, 1, Seq::new)?,
                    shown_recv: number(row, 2, Seq::new)?,
                    shown: number(row, 3, Seq::new)?,
                },
                shown_recv_at: number_or_none(row, 4, Timestamp::from_millis)?,
                shown_at: number_or_none(row, 5, Timestamp::from_millis)?,
                marked_unread: row.get(6)?,
                marked_ver: number(row, 7, std::convert::identity)?,
            })
        });
        let begin = Places::of_new_member(member.join_seq);
        #[cfg(feature = "planted-faults")]
        let begin = super::plant::beginning(begin, member.join_seq);
        let row = found.optional()?.unwrap_or(Self {
            places: begin,
            shown_recv_at: None,
            shown_at: None,
            marked_unread: false,
            marked_ver: 0,
        });
        Ok(Self {
            places: row.places.joined(begin),
            ..row
        })
    }

    fn keep(
        &self,
        connection: &Connection,
        conv: ConversationId,
        user: UserId,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT INTO cursor (conv, user, recv_seq, read_seq, shown_recv_seq, shown_seq,
                                 shown_recv_at, shown_at, marked_unread, marked_ver)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (conv, user) DO UPDATE SET
               recv_seq = ?3, read_seq = ?4, shown_recv_seq = ?5, shown_seq = ?6,
               shown_recv_at = ?7, shown_at = ?8, marked_unread = ?9, marked_ver = ?10";
        connection.prepare_cached(sql)?.execute(params![
            conv.as_bytes(),
            user.as_bytes(),
            int(self.places.recv.get()),
            int(self.places.read.get()),
            int(self.places.shown_recv.get()),
            int(self.places.shown.get()),
            self.shown_recv_at.map(|at| int(at.as_millis())),
            self.shown_at.map(|at| int(at.as_millis())),
            self.marked_unread,
            int(self.marked_ver),
        ])?;
        Ok(())
    }

    /// The cursor for the person's own devices, with what counts as unread up to `last_seq`.
    pub(super) fn cursor(
        &self,
        connection: &Connection,
        conv: ConversationId,
        user: UserId,
        last_seq: Seq,
    ) -> rusqlite::Result<Cursor> {
        let read_seq = self.places.read;
        let (unread, mentions) = standing::counts(connection, conv, user, read_seq)?;
        Ok(Cursor {
            read_seq,
            marked_unread: self.marked_unread,
            marked_ver: self.marked_ver,
            unread,
            mentions,
            counted_to: last_seq,
        })
    }
}

/// Notes how far someone got, in the transaction that is open. `to.upto` exists; `members` and `last_seq` are those of now.
pub(super) fn advance(
    connection: &Connection,
    to: &Advance,
    members: &[Member],
    last_seq: Seq,
) -> Result<Moved, Refusal> {
    let member = audience::current(members, to.user).ok_or(Denied::NotFound)?;
    let before = Row::of(connection, to.conv, member)?;
    // A place that was passed before says nothing new: an older tab may say it at any time.
    let unmarks = to.read && before.marked_unread && to.upto >= before.places.read;
    let further = if to.read {
        to.upto > before.places.read
    } else {
        to.upto > before.places.recv
    };
    #[cfg(feature = "planted-faults")]
    let further = super::plant::further(further, to, &before);
    if !further && !unmarks {
        return Ok(Moved::default());
    }
    let room = standing::room(connection, to.conv, to.user, to.at)?.ok_or(Denied::NotFound)?;
    let shows = room.shows(to.user);
    #[cfg(feature = "planted-faults")]
    let shows = super::plant::shows(shows);
    let places = if to.read {
        before.places.read(to.upto, shows)
    } else {
        before.places.received(to.upto, shows)
    };
    #[cfg(feature = "planted-faults")]
    let places = super::plant::moved(places, to);
    let own = places.read != before.places.read || unmarks;
    let (received, read) = (
        places.shown_recv != before.places.shown_recv,
        places.shown != before.places.shown,
    );
    let mut after = Row {
        places,
        ..before.clone()
    };
    if unmarks {
        after.marked_unread = false;
        after.marked_ver += 1;
    }
    if received {
        after.shown_recv_at = Some(to.at);
        keep_time(connection, to, RECEIVED, places.shown_recv)?;
    }
    if read {
        after.shown_at = Some(to.at);
        keep_time(connection, to, READ, places.shown)?;
    }
    after.keep(connection, to.conv, to.user)?;
    let hearers = room.hearers(to.user);
    #[cfg(feature = "planted-faults")]
    let hearers = super::plant::hearers(hearers, members, to.user);
    let receipt = (received || read) && !hearers.is_empty();
    let told = hearers.iter().copied().filter(|_| receipt);
    let told = told.chain(own.then_some(to.user));
    let numbers = told
        .map(|user| Ok((user, state::standing_changed(connection, to.conv, user)?)))
        .collect::<rusqlite::Result<_>>()?;
    let cursor = own.then(|| after.cursor(connection, to.conv, to.user, last_seq));
    Ok(Moved {
        cursor: cursor.transpose()?,
        receipt: receipt.then(|| (standing::receipt(to.user, &after, to.at), hearers)),
        numbers,
    })
}

fn keep_time(connection: &Connection, to: &Advance, kind: i64, upto: Seq) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO receipt_time (conv, user, kind, upto, at)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        to.conv.as_bytes(),
        to.user.as_bytes(),
        kind,
        int(upto.get()),
        int(to.at.as_millis()),
    ])?;
    Ok(())
}

fn set_mark(
    connection: &Connection,
    mark: Mark,
    members: &[Member],
    last_seq: Seq,
) -> Result<Moved, Refusal> {
    let member = audience::current(members, mark.user).ok_or(Denied::NotFound)?;
    let before = Row::of(connection, mark.conv, member)?;
    if before.marked_unread == mark.on {
        return Ok(Moved::default());
    }
    let after = Row {
        marked_unread: mark.on,
        marked_ver: before.marked_ver + 1,
        ..before
    };
    after.keep(connection, mark.conv, mark.user)?;
    let ver = state::standing_changed(connection, mark.conv, mark.user)?;
    Ok(Moved {
        cursor: Some(after.cursor(connection, mark.conv, mark.user, last_seq)?),
        receipt: None,
        numbers: vec![(mark.user, ver)],
    })
}

#[cfg(test)]
mod tests;
