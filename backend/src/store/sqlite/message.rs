//! What was said.
//!
//! Next stop on a message's way: `bus`, once the writer has committed.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    limits::REQUESTS_A_DAY,
    model::{Body, Entry, Event, Logged, Member},
    seq::{Rev, Seq},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteStore,
    ends::{Ends, TimelineEnd},
    people::set_consent,
    picture::watched,
    receipts,
    rows::{self, entry, entry_columns, id, int, number, to_json, to_list},
};
use crate::{
    domain::{
        Denied,
        permission::{self, Posting},
    },
    store::{
        MessageStore, Refusal, StoreError,
        message::{Amendment, Appended, BodyHash, FirstWord, NewMessage, Place},
        receipts::{Advance, Moved},
    },
};

/// What a row of `conv_log` is about.
pub(super) const EDITED: i64 = 1;
/// See [`EDITED`].
pub(super) const DELETED: i64 = 2;

#[async_trait]
impl MessageStore for SqliteStore {
    async fn append_message(&self, new: NewMessage) -> Result<Appended, Refusal> {
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| append(connection, &ends, &new))
            .await
    }

    async fn find_message(
        &self,
        author: UserId,
        cid: IdempotencyKey,
    ) -> Result<Option<(Place, BodyHash)>, StoreError> {
        self.read(move |connection| find(connection, author, cid))
            .await
    }

    async fn amend_message(
        &self,
        change: Amendment,
    ) -> Result<Option<(Logged, Vec<Member>)>, Refusal> {
        self.write(move |connection| amend(connection, &change))
            .await
    }

    async fn entries(
        &self,
        conv: ConversationId,
        from: Seq,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        self.read(move |connection| entries(connection, conv, from, before, limit))
            .await
    }
}

/// The hot path: two inserts, if the conversation's end is known. That it is the first with its key is left to the index that the insert
/// writes anyway; to the outside the order is the promise of [`MessageStore::append_message`], for a repeat is looked for before anything
/// is refused, and nothing is stored if there is one.
fn append(connection: &Connection, ends: &Ends, new: &NewMessage) -> Result<Appended, Refusal> {
    let end = ends.of(connection, new.conv)?;
    if let Some(denied) = refusal(connection, &end, new)? {
        return repeated(connection, new)?.ok_or(denied.into());
    }
    let TimelineEnd {
        mut members,
        last_seq,
        last_rev,
        terms,
    } = end;
    // Nobody else can take these: this thread is the only writer, and the message is stored in the same transaction or not at all.
    let place = Place {
        conv: new.conv,
        seq: last_seq.next(),
        rev: last_rev.next(),
        at: new.at,
    };
    let sql = "INSERT INTO posted
               (conv, seq, rev, author, cid, hash, body, reply_to, files, mentions, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
               ON CONFLICT (cid, author) DO NOTHING";
    let draft = &new.draft;
    let stored = connection.prepare_cached(sql)?.execute(params![
        new.conv.as_bytes(),
        int(place.seq.get()),
        int(place.rev.get()),
        new.author.as_bytes(),
        draft.cid.as_bytes(),
        new.hash.0,
        to_json(&draft.body)?,
        draft.reply_to.map(|seq| int(seq.get())),
        to_list(&draft.files)?,
        to_list(&draft.mentions)?,
        int(new.at.as_millis()),
    ])?;
    if stored == 0 {
        let missing =
            || StoreError::Corrupt("a key that is taken belongs to no message".to_owned());
        return repeated(connection, new)?.ok_or_else(|| missing().into());
    }
    let sql = "INSERT INTO new_place (conv, seq, posted) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![
        new.conv.as_bytes(),
        int(place.seq.get()),
        connection.last_insert_rowid()
    ])?;
    for user in &draft.mentions {
        let sql = "INSERT OR IGNORE INTO mention (user, conv, seq) VALUES (?1, ?2, ?3)";
        connection.prepare_cached(sql)?.execute(params![
            user.as_bytes(),
            new.conv.as_bytes(),
            int(place.seq.get())
        ])?;
    }
    let first = consent(connection, new, &mut members)?;
    // After consent: whoever answers shows from then on what they have read.
    let moved = match new.read_upto {
        Some(upto) => {
            let read = Advance {
                conv: new.conv,
                user: new.author,
                upto: upto.min(last_seq),
                read: true,
                at: new.at,
            };
            receipts::advance(connection, &read, &members, place.seq)?
        }
        None => Moved::default(),
    };
    let end = TimelineEnd {
        members,
        last_seq: place.seq,
        last_rev: place.rev,
        terms,
    };
    ends.moved(connection, new.conv, &end);
    Ok(Appended::New {
        place,
        members: end.members,
        moved,
        first,
    })
}

/// Why a message may not be appended, if it may not.
fn refusal(
    connection: &Connection,
    end: &TimelineEnd,
    new: &NewMessage,
) -> Result<Option<Denied>, StoreError> {
    let (author, reply_to) = (new.author, new.draft.reply_to);
    match permission::post(&end.terms, &end.members, author, reply_to, end.last_seq) {
        Err(denied) => Ok(Some(denied)),
        Ok(Posting::Talk) => Ok(None),
        Ok(Posting::Request) => {
            let asked = requests(connection, author, new.at)?;
            Ok((asked >= REQUESTS_A_DAY).then_some(Denied::TooMany))
        }
    }
}

/// How many people this one has written to within the day before `at` who have not answered yet.
fn requests(connection: &Connection, author: UserId, at: Timestamp) -> Result<u32, StoreError> {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let sql = "SELECT count(*) FROM member AS me
               JOIN conversation AS c ON c.id = me.conv AND c.kind = 1
               JOIN member AS them ON them.conv = me.conv AND them.user <> me.user
               JOIN message AS m ON m.conv = me.conv AND m.seq = 1
               WHERE me.user = ?1 AND NOT them.consents AND m.author = ?1 AND m.at > ?2";
    let mut select = connection.prepare_cached(sql)?;
    let since = int(at.as_millis().saturating_sub(DAY_MS));
    Ok(select.query_row(params![author.as_bytes(), since], |row| row.get(0))?)
}

/// Whoever writes wants to talk: with the first message of each person in a conversation that is written down.
fn consent(
    connection: &Connection,
    new: &NewMessage,
    members: &mut [Member],
) -> Result<Option<Box<FirstWord>>, StoreError> {
    let is_author = |member: &&mut Member| member.user == new.author && member.is_current();
    match members.iter_mut().find(is_author) {
        Some(member) if !member.consents => member.consents = true,
        _ => return Ok(None),
    }
    let (one, other) = match members {
        [one, other] => (one.user, other.user),
        // In a group nobody becomes closer to anybody by writing.
        _ => (new.author, new.author),
    };
    let (undeclined, sights) = watched(connection, [one, other], || {
        set_consent(connection, new.conv, new.author)
    })?;
    Ok(Some(Box::new(FirstWord { undeclined, sights })))
}

/// What a message with this key and author says to being sent again; `None` if there is none yet.
fn repeated(connection: &Connection, new: &NewMessage) -> Result<Option<Appended>, Refusal> {
    match find(connection, new.author, new.draft.cid)? {
        None => Ok(None),
        Some((place, hash)) if hash == new.hash && place.conv == new.conv => {
            Ok(Some(Appended::Repeated(place)))
        }
        Some(_) => Err(Denied::CidReused.into()),
    }
}

fn find(
    connection: &Connection,
    author: UserId,
    cid: IdempotencyKey,
) -> Result<Option<(Place, BodyHash)>, StoreError> {
    let sql = "SELECT conv, seq, rev, at, hash FROM posted WHERE cid = ?1 AND author = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([cid.as_bytes(), author.as_bytes()], |row| {
        let place = Place {
            conv: id(row, 0, ConversationId::from_bytes)?,
            seq: number(row, 1, Seq::new)?,
            rev: number(row, 2, Rev::new)?,
            at: number(row, 3, Timestamp::from_millis)?,
        };
        Ok((place, BodyHash(row.get(4)?)))
    });
    Ok(found.optional()?)
}

/// The last `limit` entries in `[from, before)`, in order.
pub(super) fn entries(
    connection: &Connection,
    conv: ConversationId,
    from: Seq,
    before: Seq,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        entry_columns!(),
        " FROM message WHERE conv = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4"
    );
    let mut select = connection.prepare_cached(SQL)?;
    let rows = select.query_map(
        params![
            conv.as_bytes(),
            int(from.get()),
            int(before.get()),
            int(u64::try_from(limit).unwrap_or(u64::MAX))
        ],
        entry,
    )?;
    let mut entries = rows.collect::<Result<Vec<_>, _>>()?;
    entries.reverse();
    Ok(entries)
}

fn amend(
    connection: &Connection,
    change: &Amendment,
) -> Result<Option<(Logged, Vec<Member>)>, Refusal> {
    let members = rows::members(connection, change.conv.as_bytes())?;
    let sql = "SELECT author, body IS NULL FROM message WHERE conv = ?1 AND seq = ?2";
    let place = params![change.conv.as_bytes(), int(change.seq.get())];
    let found = connection
        .prepare_cached(sql)?
        .query_row(place, |row| {
            Ok((id(row, 0, UserId::from_bytes)?, row.get::<_, bool>(1)?))
        })
        .optional()?;
    let (author, deleted) = found.ok_or(Denied::NotFound)?;
    permission::amend(&members, change.editor, author)?;
    if deleted {
        return Ok(None);
    }
    let seq = change.seq;
    let (event, kind) = match &change.body {
        Some(body) => {
            let event = Event::Edited {
                seq,
                body: body.clone(),
                at: change.at,
            };
            (event, EDITED)
        }
        None => (Event::Deleted { seq }, DELETED),
    };
    rewrite(connection, change, change.body.as_ref())?;
    let (_, last_rev) = rows::ends(connection, change.conv.as_bytes())?;
    let rev = last_rev.next();
    let sql = "INSERT INTO conv_log (conv, rev, kind, seq, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        change.conv.as_bytes(),
        int(rev.get()),
        kind,
        int(seq.get()),
        int(change.at.as_millis())
    ])?;
    Ok(Some((Logged { rev, event }, members)))
}

/// The message's row as it is from now on. A tombstone keeps its key, its place and the digest of what was first said.
fn rewrite(
    connection: &Connection,
    change: &Amendment,
    body: Option<&Body>,
) -> Result<(), StoreError> {
    let (conv, seq) = (change.conv.as_bytes(), int(change.seq.get()));
    if let Some(body) = body {
        let sql = "UPDATE posted SET body = ?3, edited = ?4
                   WHERE id = (SELECT id FROM message WHERE conv = ?1 AND seq = ?2)";
        let values = params![conv, seq, to_json(body)?, int(change.at.as_millis())];
        connection.prepare_cached(sql)?.execute(values)?;
        return Ok(());
    }
    let sql = "UPDATE posted SET body = NULL, files = NULL, mentions = NULL
               WHERE id = (SELECT id FROM message WHERE conv = ?1 AND seq = ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![conv, seq])?;
    let sql = "DELETE FROM mention WHERE conv = ?1 AND seq = ?2";
    connection
        .prepare_cached(sql)?
        .execute(params![conv, seq])?;
    Ok(())
}

#[cfg(test)]
mod tests;
