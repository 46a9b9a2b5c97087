//! Where a person stands in a conversation, read.

use common::{
    fold::receipts::gives_receipts,
    ids::{ConversationId, DeviceId, IdempotencyKey, UserId},
    limits::{RECEIPT_TIMES_MS, UNREAD_CAP},
    model::{
        AccountSettings, Choice, ConversationSettings, Member, Receipt, SavedDraft, Standing,
        presence::Mode,
    },
    seq::{Rev, Seq, StateVer},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Params, params};

use super::{
    receipts::{READ, RECEIVED, Row},
    rows::{self, id, int, json_or_default, number, number_or_none},
};
use crate::{
    domain::{
        Denied,
        audience::{
            self,
            receipts::{Knowledge, Manner, Room},
        },
    },
    store::{StoreError, receipts::Traces},
};

/// What decides about the receipts between `me` and the others of a conversation at `now`; `None` if there is no such conversation.
pub(super) fn room(
    connection: &Connection,
    conv: ConversationId,
    me: UserId,
    now: Timestamp,
) -> Result<Option<Room>, StoreError> {
    let Some(kind) = rows::kind_of(connection, conv.as_bytes())? else {
        return Ok(None);
    };
    let sql = "SELECT m.user, m.join_seq, m.leave_seq, m.consents, m.settings, a.settings, a.choice
               FROM member AS m JOIN account AS a ON a.id = m.user
               WHERE m.conv = ?1 ORDER BY m.position";
    let mut select = connection.prepare_cached(sql)?;
    let people = select.query_map([conv.as_bytes()], |row| {
        let member = rows::member(row)?;
        let own: ConversationSettings = json_or_default(row, 4)?;
        let account: AccountSettings = json_or_default(row, 5)?;
        let choice: Choice = json_or_default(row, 6)?;
        let manner = member.is_current().then(|| Manner {
            user: member.user,
            gives: gives_receipts(&account.privacy, own.receipts),
            invisible: choice.as_of(now).mode == Mode::Invisible,
        });
        Ok((member, manner))
    })?;
    let people = people.collect::<Result<Vec<_>, _>>()?;
    let (members, manners): (Vec<Member>, Vec<Option<Manner>>) = people.into_iter().unzip();
    let sql = "SELECT user, other FROM block
               WHERE user = ?2 AND other IN (SELECT user FROM member WHERE conv = ?1)
               UNION ALL
               SELECT user, other FROM block
               WHERE other = ?2 AND user IN (SELECT user FROM member WHERE conv = ?1)";
    let mut select = connection.prepare_cached(sql)?;
    let blocks = select.query_map([conv.as_bytes(), me.as_bytes()], |row| {
        Ok((
            id(row, 0, UserId::from_bytes)?,
            id(row, 1, UserId::from_bytes)?,
        ))
    })?;
    Ok(Some(Room {
        kind,
        members,
        manners: manners.into_iter().flatten().collect(),
        blocks: blocks.collect::<Result<_, _>>()?,
    }))
}

/// How many entries after `read_seq` count as unread, and how many of those call on the person. The same rule as `common::fold::counts`,
/// as the conformance suite proves; derived each time, so that nothing can make it wrong for long.
pub(super) fn counts(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
    read_seq: Seq,
) -> rusqlite::Result<(u32, u32)> {
    let (conv, user, read_seq) = (conv.as_bytes(), user.as_bytes(), int(read_seq.get()));
    let reader = *user;
    #[cfg(feature = "planted-faults")]
    let reader = super::plant::reader(reader);
    let sql = "SELECT 1 FROM message
               WHERE conv = ?1 AND seq > ?2 AND author <> ?3 AND body IS NOT NULL LIMIT ?4";
    let unread = counted(connection, sql, params![conv, read_seq, reader, UNREAD_CAP])?;
    let sql = "SELECT 1 FROM mention
               WHERE user = ?3 AND conv = ?1 AND seq > ?2 AND EXISTS
                 (SELECT 1 FROM message AS m
                  WHERE m.conv = ?1 AND m.seq = mention.seq AND author <> ?3 AND body IS NOT NULL)
               LIMIT ?4";
    let mentions = counted(connection, sql, params![conv, read_seq, user, UNREAD_CAP])?;
    Ok((unread, mentions))
}

/// How many rows there are. Counted here, because a `count` over a limited select would first write its rows down.
fn counted(connection: &Connection, sql: &str, values: impl Params) -> rusqlite::Result<u32> {
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(values)?;
    let mut count = 0;
    while rows.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// Someone's receipt for whoever may know it.
pub(super) fn receipt(user: UserId, row: &Row, now: Timestamp) -> Receipt {
    let tellable = |at: &Timestamp| now.millis_since(*at) <= RECEIPT_TIMES_MS;
    Receipt {
        user,
        recv_seq: row.places.shown_recv,
        shown_seq: row.places.shown,
        recv_at: row.shown_recv_at.filter(tellable),
        shown_at: row.shown_at.filter(tellable),
    }
}

pub(super) fn of(
    connection: &Connection,
    conv: ConversationId,
    me: UserId,
    now: Timestamp,
) -> Result<Option<Standing>, StoreError> {
    let Some(room) = room(connection, conv, me, now)? else {
        return Ok(None);
    };
    let Some(member) = audience::current(&room.members, me) else {
        return Ok(None);
    };
    let (last_seq, _) = rows::ends(connection, conv.as_bytes())?;
    let row = Row::of(connection, conv, member)?;
    let known = known(connection, conv, &room, me)?;
    Ok(Some(Standing {
        cursor: row.cursor(connection, conv, me, last_seq)?,
        receipts: known
            .iter()
            .map(|(user, row)| receipt(*user, row, now))
            .collect(),
        settings: settings(connection, conv, me)?,
        drafts: drafts(connection, conv, me)?,
    }))
}

/// The cursors of the others of which this viewer may know something.
fn known(
    connection: &Connection,
    conv: ConversationId,
    room: &Room,
    viewer: UserId,
) -> Result<Vec<(UserId, Row)>, StoreError> {
    let others = room.members.iter().filter(|member| {
        member.is_current() && room.knowledge(viewer, member.user) > Knowledge::Nothing
    });
    let rows = others.map(|member| Ok((member.user, Row::of(connection, conv, member)?)));
    rows.collect()
}

fn settings(
    connection: &Connection,
    conv: ConversationId,
    me: UserId,
) -> Result<ConversationSettings, StoreError> {
    let sql = "SELECT settings FROM member WHERE conv = ?1 AND user = ?2 AND leave_seq IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([conv.as_bytes(), me.as_bytes()], |row| {
        json_or_default(row, 0)
    });
    Ok(found.optional()?.unwrap_or_default())
}

fn drafts(
    connection: &Connection,
    conv: ConversationId,
    me: UserId,
) -> Result<Vec<SavedDraft>, StoreError> {
    let sql = "SELECT device, device_name, text, reply_to, ver, at FROM draft
               WHERE user = ?1 AND conv = ?2 ORDER BY ver";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([me.as_bytes(), conv.as_bytes()], |row| {
        Ok(SavedDraft {
            device: id(row, 0, DeviceId::from_bytes)?,
            device_name: row.get(1)?,
            text: row.get(2)?,
            reply_to: number_or_none(row, 3, Seq::new)?,
            ver: number(row, 4, std::convert::identity)?,
            at: number(row, 5, Timestamp::from_millis)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The person's conversations where something changed after `since` that they may know.
pub(super) fn changed(
    connection: &Connection,
    me: UserId,
    since: StateVer,
) -> Result<Vec<ConversationId>, StoreError> {
    let sql = "SELECT conv FROM member
               WHERE user = ?1 AND leave_seq IS NULL AND standing_ver > ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![me.as_bytes(), int(since.get())], |row| {
        id(row, 0, ConversationId::from_bytes)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The inner error is the rules'.
pub(super) fn traces(
    connection: &Connection,
    conv: ConversationId,
    seq: Seq,
    me: UserId,
    now: Timestamp,
) -> Result<Result<Traces, Denied>, StoreError> {
    let room = room(connection, conv, me, now)?;
    let Some(room) = room.filter(|room| audience::is_in(&room.members, me)) else {
        return Ok(Err(Denied::NotFound));
    };
    let sql = "SELECT rev, cid, at, author FROM message WHERE conv = ?1 AND seq = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row(params![conv.as_bytes(), int(seq.get())], |row| {
        let traces = Traces {
            rev: number(row, 0, Rev::new)?,
            cid: id(row, 1, IdempotencyKey::from_bytes)?,
            at: number(row, 2, Timestamp::from_millis)?,
            received: Vec::new(),
            read: Vec::new(),
        };
        Ok((traces, id(row, 3, UserId::from_bytes)?))
    });
    let visible = audience::may_see(&room.members, me, seq);
    let Some((mut traces, author)) = found.optional()?.filter(|_| visible) else {
        return Ok(Err(Denied::BadCursor));
    };
    for (user, row) in known(connection, conv, &room, me)? {
        // To its author an entry never comes, nor to those who were not there.
        if user == author || !audience::may_see(&room.members, user, seq) {
            continue;
        }
        let reached = [
            (&mut traces.received, RECEIVED, row.places.shown_recv),
            (&mut traces.read, READ, row.places.shown),
        ];
        for (witnesses, kind, upto) in reached {
            if seq <= upto
                && let Some(at) = reached_at(connection, conv, user, kind, seq, now)?
            {
                witnesses.push((user, at));
            }
        }
    }
    Ok(Ok(traces))
}

/// When someone's receipt passed an entry, as long as that can be told.
fn reached_at(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
    kind: i64,
    seq: Seq,
    now: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    let sql =
        "SELECT at FROM receipt_time WHERE conv = ?1 AND user = ?2 AND kind = ?3 AND upto >= ?4
               ORDER BY upto LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row(
        params![conv.as_bytes(), user.as_bytes(), kind, int(seq.get())],
        |row| number(row, 0, Timestamp::from_millis),
    );
    let told = found.optional()?;
    Ok(told.filter(|at| now.millis_since(*at) <= RECEIPT_TIMES_MS))
}
