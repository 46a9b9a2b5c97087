//! What typing and presence hang on.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{ConversationId, UserId},
    model::{AccountSettings, ConversationSettings, Member},
    seq::Seq,
    time::Timestamp,
};
use rusqlite::{OptionalExtension, params};

use super::{
    SqliteStore,
    rows::{self, id, int, json_or_default, number, number_or_none},
};
use crate::{
    domain::presence::Facts,
    store::{SignStore, StoreError, signs::Participants},
};

#[async_trait]
impl SignStore for SqliteStore {
    async fn facts(&self, user: UserId) -> Result<Option<Facts>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT choice, settings, last_seen FROM account WHERE id = ?1";
            let mut select = connection.prepare_cached(sql)?;
            let facts = select.query_row([user.as_bytes()], |row| {
                Ok(Facts {
                    choice: json_or_default(row, 0)?,
                    privacy: json_or_default::<AccountSettings>(row, 1)?.privacy,
                    last_seen: number_or_none(row, 2, Timestamp::from_millis)?.unwrap_or_default(),
                })
            });
            Ok(facts.optional()?)
        })
        .await
    }

    async fn participants(&self, conv: ConversationId) -> Result<Option<Participants>, StoreError> {
        self.read(move |connection| {
            let Some(head) = rows::head(connection, conv.as_bytes())? else {
                return Ok(None);
            };
            let sql = "SELECT user, join_seq, consents, settings FROM member
                       WHERE conv = ?1 AND leave_seq IS NULL ORDER BY position";
            let mut select = connection.prepare_cached(sql)?;
            let members = select.query_map([conv.as_bytes()], |row| {
                let member = Member {
                    user: id(row, 0, UserId::from_bytes)?,
                    join_seq: number(row, 1, Seq::new)?,
                    leave_seq: None,
                    consents: row.get(2)?,
                };
                let settings: ConversationSettings = json_or_default(row, 3)?;
                Ok((member, settings.typing))
            })?;
            Ok(Some(Participants {
                kind: head.kind,
                members: members.collect::<Result<_, _>>()?,
            }))
        })
        .await
    }

    async fn note_seen(&self, seen: Vec<(UserId, Timestamp)>) -> Result<(), StoreError> {
        let ends = Arc::clone(&self.ends);
        self.write_unruled(move |connection| {
            ends.beside(connection, || {
                let sql = "UPDATE account SET last_seen = ?2
                           WHERE id = ?1 AND (last_seen IS NULL OR last_seen < ?2)";
                let mut update = connection.prepare_cached(sql)?;
                for (user, at) in &seen {
                    update.execute(params![user.as_bytes(), int(at.as_millis())])?;
                }
                Ok(())
            })
        })
        .await
    }
}
