//! Who is signed in.

use std::sync::Arc;

use async_trait::async_trait;
use common::{
    ids::{DeviceId, UserId},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    SqliteStore,
    account::stored,
    rows::{id, int, number},
};
use crate::store::{
    SessionStore, StoreError,
    account::Credential,
    session::{NewSession, Session, TokenHash},
};

/// The columns that [`session`] reads, in its order.
macro_rules! select_session {
    () => {
        "SELECT device, user, session.name, ip, session.created, session.last_seen, disabled IS NOT NULL
         FROM session JOIN account ON account.id = session.user"
    };
}

#[async_trait]
impl SessionStore for SqliteStore {
    async fn open_session(&self, new: NewSession, proven: Credential) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| insert(connection, &new, &proven))
            .await
    }

    async fn session(&self, token: TokenHash) -> Result<Option<Session>, StoreError> {
        self.read(move |connection| find(connection, token)).await
    }

    async fn touch_session(&self, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
        let ends = Arc::clone(&self.ends);
        self.write_unruled(move |connection| {
            let sql = "UPDATE session SET last_seen = max(last_seen, ?2) WHERE device = ?1";
            let values = params![device.as_bytes(), int(at.as_millis())];
            ends.beside(connection, || {
                connection.prepare_cached(sql)?.execute(values)
            })?;
            Ok(())
        })
        .await
    }

    async fn close_session(&self, token: TokenHash) -> Result<Option<Session>, StoreError> {
        self.write_unruled(move |connection| {
            let session = find(connection, token)?;
            if session.is_some() {
                connection.execute("DELETE FROM session WHERE token = ?1", [token.0])?;
            }
            Ok(session)
        })
        .await
    }

    async fn signed_in(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, StoreError> {
        self.read(move |connection| {
            let sql = "SELECT 1 FROM session JOIN account ON account.id = session.user
                       WHERE device = ?1 AND disabled IS NULL";
            let mut select = connection.prepare_cached(sql)?;
            let mut found = Vec::with_capacity(devices.len());
            for device in &devices {
                if select.exists([device.as_bytes()])? {
                    found.push(*device);
                }
            }
            Ok(found)
        })
        .await
    }

    async fn sessions(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        self.read(move |connection| {
            let sql = concat!(
                select_session!(),
                " WHERE session.user = ?1 ORDER BY session.last_seen DESC, device"
            );
            let mut select = connection.prepare_cached(sql)?;
            let rows = select.query_map([user.as_bytes()], session)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn close_device(&self, user: UserId, device: DeviceId) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| {
            let sql = "DELETE FROM session WHERE device = ?1 AND user = ?2";
            let closed = connection.execute(sql, params![device.as_bytes(), user.as_bytes()])?;
            Ok(closed == 1)
        })
        .await
    }

    async fn close_other_sessions(
        &self,
        user: UserId,
        kept: DeviceId,
    ) -> Result<Vec<DeviceId>, StoreError> {
        self.write_unruled(move |connection| close_but(connection, user, Some(kept)))
            .await
    }

    async fn close_sessions(&self, user: UserId) -> Result<Vec<DeviceId>, StoreError> {
        self.write_unruled(move |connection| close_but(connection, user, None))
            .await
    }
}

/// Opens a session for who has proven this credential; `false` if it is not the account's any more.
pub(super) fn insert(
    connection: &Connection,
    new: &NewSession,
    proven: &Credential,
) -> Result<bool, StoreError> {
    // `IS`: a credential without a password is NULL, and equal to itself.
    let sql = "INSERT INTO session (device, user, token, name, ip, created, last_seen)
               SELECT ?1, id, ?3, ?4, ?5, ?6, ?6 FROM account
               WHERE id = ?2 AND password IS ?7 AND disabled IS NULL";
    let opened = connection.prepare_cached(sql)?.execute(params![
        new.device.as_bytes(),
        new.user.as_bytes(),
        new.token.0,
        new.name,
        new.ip.map(|ip| ip.to_string()),
        int(new.at.as_millis()),
        stored(proven),
    ])?;
    Ok(opened == 1)
}

/// Ends the sessions of a person, but for one if it is named, and gives their devices.
pub(super) fn close_but(
    connection: &Connection,
    user: UserId,
    kept: Option<DeviceId>,
) -> Result<Vec<DeviceId>, StoreError> {
    // `IS NOT`: without one to keep, all are ended.
    let sql = "DELETE FROM session WHERE user = ?1 AND device IS NOT ?2 RETURNING device";
    let mut delete = connection.prepare_cached(sql)?;
    let kept = kept.as_ref().map(DeviceId::as_bytes);
    let rows = delete.query_map(params![user.as_bytes(), kept], |row| {
        id(row, 0, DeviceId::from_bytes)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn find(connection: &Connection, token: TokenHash) -> Result<Option<Session>, StoreError> {
    let sql = concat!(select_session!(), " WHERE token = ?1");
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_row([token.0], session).optional()?)
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        device: id(row, 0, DeviceId::from_bytes)?,
        user: id(row, 1, UserId::from_bytes)?,
        name: row.get(2)?,
        ip: row
            .get::<_, Option<String>>(3)?
            .and_then(|ip| ip.parse().ok()),
        created: number(row, 4, Timestamp::from_millis)?,
        last_seen: number(row, 5, Timestamp::from_millis)?,
        disabled: row.get(6)?,
    })
}
