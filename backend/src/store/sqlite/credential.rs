//! How a person proves who they are.

use async_trait::async_trait;
use common::{
    ids::{DeviceId, UserId},
    model::Profile,
};
use rusqlite::{OptionalExtension, params};

use super::{
    SqliteStore,
    account::stored,
    picture::profile_for,
    rows::profile,
    session::{close_but, insert},
};
use crate::{
    domain::account::Skeleton,
    store::{
        CredentialStore, StoreError,
        account::Credential,
        credential::{CodeHash, PasswordChange},
        session::NewSession,
    },
};

#[async_trait]
impl CredentialStore for SqliteStore {
    async fn change_password(
        &self,
        change: PasswordChange,
    ) -> Result<Option<Vec<DeviceId>>, StoreError> {
        self.write_unruled(move |connection| {
            let PasswordChange {
                user,
                device,
                token,
                old,
                new,
            } = &change;
            let sql = "UPDATE account SET password = ?3
                       WHERE id = ?1 AND password = ?2 AND disabled IS NULL
                         AND EXISTS (SELECT 1 FROM session WHERE device = ?4 AND user = ?1)";
            let changed =
                connection.execute(sql, params![user.as_bytes(), old, new, device.as_bytes()])?;
            if changed == 0 {
                return Ok(None);
            }
            let sql = "UPDATE session SET token = ?2 WHERE device = ?1";
            connection.execute(sql, params![device.as_bytes(), token.0])?;
            close_but(connection, *user, Some(*device)).map(Some)
        })
        .await
    }

    async fn set_recovery_codes(
        &self,
        user: UserId,
        proven: Credential,
        codes: Vec<CodeHash>,
    ) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| {
            let sql = "SELECT 1 FROM account WHERE id = ?1 AND password IS ?2 AND disabled IS NULL";
            let mut select = connection.prepare_cached(sql)?;
            if !select.exists(params![user.as_bytes(), stored(&proven)])? {
                return Ok(false);
            }
            let forget = "DELETE FROM recovery_code WHERE user = ?1";
            connection.execute(forget, [user.as_bytes()])?;
            let sql = "INSERT INTO recovery_code (user, hash) VALUES (?1, ?2)";
            let mut insert = connection.prepare_cached(sql)?;
            for code in &codes {
                insert.execute(params![user.as_bytes(), code.0])?;
            }
            Ok(true)
        })
        .await
    }

    async fn recoverable(
        &self,
        skeleton: Skeleton,
        code: CodeHash,
    ) -> Result<Option<Profile>, StoreError> {
        self.read(move |connection| {
            let sql =
                "SELECT id, username, name, picture FROM account JOIN recovery_code ON user = id
                       WHERE skeleton = ?1 AND hash = ?2 AND disabled IS NULL";
            let mut select = connection.prepare_cached(sql)?;
            let found = select.query_row(params![skeleton.as_str(), code.0], |row| {
                let own = profile(row)?.id;
                profile_for(connection, own, row)
            });
            Ok(found.optional()?)
        })
        .await
    }

    async fn recover(
        &self,
        code: CodeHash,
        phc: String,
        session: NewSession,
    ) -> Result<Option<Vec<DeviceId>>, StoreError> {
        self.write_unruled(move |connection| {
            let user = session.user;
            let sql = "DELETE FROM recovery_code WHERE user = ?1 AND hash = ?2
                         AND EXISTS (SELECT 1 FROM account WHERE id = ?1 AND disabled IS NULL)";
            let deleted = connection.execute(sql, params![user.as_bytes(), code.0])?;
            if deleted == 0 {
                return Ok(None);
            }
            let sql = "UPDATE account SET password = ?2 WHERE id = ?1";
            connection.execute(sql, params![user.as_bytes(), phc])?;
            let ended = close_but(connection, user, None)?;
            insert(connection, &session, &Credential::Password(phc.clone()))?;
            Ok(Some(ended))
        })
        .await
    }
}
