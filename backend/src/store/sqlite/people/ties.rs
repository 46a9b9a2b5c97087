//! What two people have said of each other, read.

use common::{
    fold::presence::{Attitude, Said},
    ids::{ConversationId, UserId},
    model::AccountSettings,
};
use rusqlite::{Connection, OptionalExtension};

use super::super::rows::{id, json_or_default};
use crate::{
    domain::permission::Terms,
    store::{StoreError, people::Tie},
};

pub(super) fn ties(
    connection: &Connection,
    viewer: UserId,
    people: &[UserId],
) -> Result<Vec<Tie>, StoreError> {
    let sql = "SELECT settings FROM account WHERE id = ?1";
    let mut privacy = connection.prepare_cached(sql)?;
    let mut privacy_of = |user: UserId| {
        let found = privacy.query_row([user.as_bytes()], |row| {
            json_or_default::<AccountSettings>(row, 0)
        });
        found.optional()
    };
    let viewer_privacy = match privacy_of(viewer)? {
        Some(settings) => settings.privacy,
        None => return Ok(Vec::new()),
    };
    let mut found = Vec::with_capacity(people.len());
    for person in people.iter().copied().filter(|person| *person != viewer) {
        let Some(AccountSettings { privacy, .. }) = privacy_of(person)? else {
            continue;
        };
        let said = said(connection, person, viewer)?;
        found.push(Tie {
            person,
            viewer_is: said.relation(),
            person_is: said.reversed().relation(),
            privacy,
            viewer_privacy,
            blocked: said.blocked,
        });
    }
    Ok(found)
}

/// What these two have said of each other, from the side of `person`.
fn said(connection: &Connection, person: UserId, other: UserId) -> rusqlite::Result<Said> {
    let sql = "SELECT
         EXISTS (SELECT 1 FROM block WHERE user = ?1 AND other = ?2)
           OR EXISTS (SELECT 1 FROM block WHERE user = ?2 AND other = ?1),
         EXISTS (SELECT 1 FROM contact WHERE user = ?1 AND other = ?2),
         EXISTS (SELECT 1 FROM contact WHERE user = ?2 AND other = ?1),
         EXISTS (SELECT 1 FROM conversation JOIN member ON conv = id AND user = ?1 AND consents
                 WHERE low = min(?1, ?2) AND high = max(?1, ?2)),
         EXISTS (SELECT 1 FROM conversation JOIN member ON conv = id AND user = ?2 AND consents
                 WHERE low = min(?1, ?2) AND high = max(?1, ?2))";
    let mut select = connection.prepare_cached(sql)?;
    select.query_row([person.as_bytes(), other.as_bytes()], |row| {
        let attitude = |contact: usize, consents: usize| -> rusqlite::Result<Attitude> {
            Ok(if row.get(contact)? {
                Attitude::Contact
            } else if row.get(consents)? {
                Attitude::Consents
            } else {
                Attitude::Silent
            })
        };
        Ok(Said {
            blocked: row.get(0)?,
            person: attitude(1, 3)?,
            other: attitude(2, 4)?,
        })
    })
}

/// Who of these two has blocked the other.
pub(super) fn blockers(
    connection: &Connection,
    one: UserId,
    other: UserId,
) -> rusqlite::Result<Vec<UserId>> {
    let sql = "SELECT user FROM block WHERE user = ?1 AND other = ?2
               UNION ALL SELECT user FROM block WHERE user = ?2 AND other = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let both = [one.as_bytes(), other.as_bytes()];
    let rows = select.query_map(both, |row| id(row, 0, UserId::from_bytes))?;
    rows.collect()
}

/// What stands between the people of a conversation.
pub(in crate::store::sqlite) fn terms(
    connection: &Connection,
    conv: ConversationId,
) -> rusqlite::Result<Terms> {
    let sql = "SELECT low, high FROM conversation WHERE id = ?1 AND kind = 1";
    let mut select = connection.prepare_cached(sql)?;
    let pair = select.query_row([conv.as_bytes()], |row| {
        let person = |at| id(row, at, UserId::from_bytes);
        Ok((person(0)?, person(1)?))
    });
    Ok(match pair.optional()? {
        Some((low, high)) => Terms {
            direct: true,
            blockers: blockers(connection, low, high)?,
        },
        None => Terms::default(),
    })
}

/// Whether `user` has `other` among the contacts.
pub(in crate::store::sqlite) fn is_contact(
    connection: &Connection,
    user: UserId,
    other: UserId,
) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM contact WHERE user = ?1 AND other = ?2";
    connection
        .prepare_cached(sql)?
        .exists([user.as_bytes(), other.as_bytes()])
}
