//! Where things are said.

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{Conversation, ConversationKind, Event, LoggedForUser, Member, UserEvent},
    seq::{Seq, UserRev},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqliteStore, message,
    people::is_contact,
    picture::people_of,
    rows::{self, DIRECT, id, int, number, to_json},
    standing,
};
use crate::{
    domain::{Denied, conversation::Pair},
    store::{
        ConversationStore, Refusal, StoreError,
        conversation::{NewDirect, Opened, SNAPSHOTS_BYTES, Snapshot},
    },
};

#[async_trait]
impl ConversationStore for SqliteStore {
    async fn open_direct(&self, new: NewDirect) -> Result<Opened, Refusal> {
        // Nearly always it is there already, and then nothing needs to be written.
        let pair = new.pair;
        if let Some(conv) = self.read(move |connection| find(connection, pair)).await? {
            return Ok(Opened {
                conv,
                joined: Vec::new(),
            });
        }
        self.write(move |connection| open(connection, &new)).await
    }

    async fn snapshots(
        &self,
        convs: Vec<ConversationId>,
        viewer: UserId,
        entries: usize,
        now: Timestamp,
    ) -> Result<Vec<Option<Snapshot>>, StoreError> {
        self.read(move |connection| {
            let (mut found, mut bytes) = (Vec::new(), 0);
            for conv in &convs {
                let snapshot = snapshot(connection, *conv, viewer, entries, now)?;
                bytes += snapshot.as_ref().map_or(0, text_bytes);
                found.push(snapshot);
                if bytes >= SNAPSHOTS_BYTES {
                    break;
                }
            }
            Ok(found)
        })
        .await
    }
}

pub(super) fn find(
    connection: &Connection,
    pair: Pair,
) -> Result<Option<ConversationId>, StoreError> {
    let sql = "SELECT id FROM conversation WHERE low = ?1 AND high = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let both = [pair.low(), pair.high()].map(|user| *user.as_bytes());
    let found = select.query_row(both, |row| id(row, 0, ConversationId::from_bytes));
    Ok(found.optional()?)
}

/// The only writer of conversations is the one thread that runs this, so between looking and making nobody else can make it.
fn open(connection: &Connection, new: &NewDirect) -> Result<Opened, Refusal> {
    if let Some(conv) = find(connection, new.pair)? {
        return Ok(Opened {
            conv,
            joined: Vec::new(),
        });
    }
    let people = [new.pair.low(), new.pair.high()];
    let sql = "SELECT count(*) FROM account WHERE id IN (?1, ?2) AND disabled IS NULL";
    let both = people.map(|user| *user.as_bytes());
    let there: i64 = connection.query_row(sql, both, |row| row.get(0))?;
    if there != 2 {
        return Err(Denied::NotFound.into());
    }
    let mut members = new.pair.members();
    for (member, other) in members.iter_mut().zip([people[1], people[0]]) {
        // Whoever is a contact may write.
        member.consents = is_contact(connection, member.user, other)?;
    }
    insert(connection, new, &members)?;
    let event = UserEvent::Joined { conv: new.id };
    let mut joined = Vec::with_capacity(2);
    for user in people {
        joined.push((user, log_for(connection, user, &event, new.at)?));
    }
    Ok(Opened {
        conv: new.id,
        joined,
    })
}

fn insert(connection: &Connection, new: &NewDirect, members: &[Member]) -> rusqlite::Result<()> {
    let (conv, at) = (new.id.as_bytes(), int(new.at.as_millis()));
    connection.execute(
        "INSERT INTO conversation (id, kind, created, low, high) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            conv,
            DIRECT,
            at,
            new.pair.low().as_bytes(),
            new.pair.high().as_bytes()
        ],
    )?;
    for (position, member) in (0_i64..).zip(members) {
        connection.execute(
            "INSERT INTO member (conv, position, user, join_seq, consents)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                conv,
                position,
                member.user.as_bytes(),
                int(member.join_seq.get()),
                member.consents
            ],
        )?;
    }
    let created = Event::Created {
        kind: ConversationKind::Direct,
        members: members.to_vec(),
    };
    connection.execute(
        "INSERT INTO conv_log (conv, rev, kind, event, at) VALUES (?1, 1, 0, ?2, ?3)",
        params![conv, to_json(&created)?, at],
    )?;
    Ok(())
}

/// Writes the next change of a person's private state.
fn log_for(
    connection: &Connection,
    user: UserId,
    event: &UserEvent,
    at: Timestamp,
) -> rusqlite::Result<LoggedForUser> {
    let sql = "UPDATE account SET urev = urev + 1 WHERE id = ?1 RETURNING urev";
    let mut count = connection.prepare_cached(sql)?;
    let urev = count.query_row([user.as_bytes()], |row| number(row, 0, UserRev::new))?;
    connection.execute(
        "INSERT INTO user_log (user, urev, event, at) VALUES (?1, ?2, ?3, ?4)",
        params![
            user.as_bytes(),
            int(urev.get()),
            to_json(event)?,
            int(at.as_millis())
        ],
    )?;
    Ok(LoggedForUser {
        urev,
        event: event.clone(),
    })
}

fn snapshot(
    connection: &Connection,
    conv: ConversationId,
    viewer: UserId,
    limit: usize,
    now: Timestamp,
) -> Result<Option<Snapshot>, StoreError> {
    let Some(head) = rows::head(connection, conv.as_bytes())? else {
        return Ok(None);
    };
    let before = head.last_seq.next();
    let entries = message::entries(connection, conv, Seq::ZERO, before, limit)?;
    Ok(Some(Snapshot {
        people: people_of(connection, conv, viewer)?,
        standing: standing::of(connection, conv, viewer, now)?,
        state: Conversation {
            kind: head.kind,
            members: rows::members(connection, conv.as_bytes())?,
            rev: head.rev,
            last_seq: head.last_seq,
            entries,
        },
    }))
}

/// The bytes of what people wrote: messages and drafts.
fn text_bytes(snapshot: &Snapshot) -> usize {
    let entries = snapshot.state.entries.iter();
    let said = entries.filter_map(|entry| entry.message.draft.body.as_text());
    let drafts = snapshot.standing.iter().flat_map(|it| &it.drafts);
    said.map(str::len).sum::<usize>() + drafts.map(|draft| draft.text.len()).sum::<usize>()
}
