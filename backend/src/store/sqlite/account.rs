//! Who there is.

use async_trait::async_trait;
use common::{ids::UserId, model::Profile, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};

use super::{
    SqliteStore,
    picture::profile_for,
    rows::{int, number, number_or_none, profile},
};
use crate::{
    domain::account::{Skeleton, search_words},
    store::{
        AccountStore, StoreError,
        account::{Account, Credential, NewAccount},
    },
};

const COLUMNS: &str =
    "SELECT id, username, name, picture, password, disabled, created FROM account";

#[async_trait]
impl AccountStore for SqliteStore {
    async fn create_account(&self, new: NewAccount) -> Result<(), StoreError> {
        self.write_unruled(move |connection| create(connection, &new))
            .await
    }

    async fn account(&self, id: UserId) -> Result<Option<Account>, StoreError> {
        self.read(move |connection| {
            let sql = format!("{COLUMNS} WHERE id = ?1");
            one(connection, &sql, id.as_bytes())
        })
        .await
    }

    async fn account_named(&self, skeleton: Skeleton) -> Result<Option<Account>, StoreError> {
        self.read(move |connection| {
            let sql = format!("{COLUMNS} WHERE skeleton = ?1");
            one(connection, &sql, &skeleton.as_str())
        })
        .await
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(|connection| {
            let mut select = connection.prepare(&format!("{COLUMNS} ORDER BY username"))?;
            // Whoever runs the server goes by names.
            let rows = select.query_map([], |row| account(row, profile(row)?))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn set_password(&self, id: UserId, phc: String) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| {
            let sql = "UPDATE account SET password = ?2 WHERE id = ?1";
            let changed = connection.execute(sql, params![id.as_bytes(), phc])?;
            let forget = "DELETE FROM recovery_code WHERE user = ?1";
            connection.execute(forget, [id.as_bytes()])?;
            Ok(changed == 1)
        })
        .await
    }

    async fn replace_password(
        &self,
        id: UserId,
        old: String,
        new: String,
    ) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| {
            let sql = "UPDATE account SET password = ?3 WHERE id = ?1 AND password = ?2";
            let changed = connection.execute(sql, params![id.as_bytes(), old, new])?;
            Ok(changed == 1)
        })
        .await
    }

    async fn set_disabled(&self, id: UserId, at: Option<Timestamp>) -> Result<bool, StoreError> {
        self.write_unruled(move |connection| {
            let sql = "UPDATE account SET disabled = ?2 WHERE id = ?1";
            let at = at.map(|at| int(at.as_millis()));
            let changed = connection.execute(sql, params![id.as_bytes(), at])?;
            Ok(changed == 1)
        })
        .await
    }

    async fn find_people(
        &self,
        words: Vec<String>,
        asker: UserId,
        limit: usize,
    ) -> Result<Vec<Profile>, StoreError> {
        self.read(move |connection| find(connection, &words, asker, limit))
            .await
    }
}

fn create(connection: &Connection, new: &NewAccount) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO account (id, username, skeleton, name, password, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            new.id.as_bytes(),
            new.username.as_str(),
            Skeleton::of(&new.username).as_str(),
            new.name.as_str(),
            stored(&new.credential),
            int(new.at.as_millis()),
        ],
    )?;
    for word in search_words(&new.username, &new.name) {
        connection.execute(
            "INSERT INTO account_word (word, user) VALUES (?1, ?2)",
            params![word, new.id.as_bytes()],
        )?;
    }
    Ok(())
}

/// A credential, as its column holds it.
pub(super) fn stored(credential: &Credential) -> Option<&str> {
    match credential {
        Credential::Password(phc) => Some(phc),
        Credential::Demo => None,
    }
}

fn one(connection: &Connection, sql: &str, key: &dyn ToSql) -> Result<Option<Account>, StoreError> {
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([key], |row| {
        let own = profile(row)?.id;
        account(row, profile_for(connection, own, row)?)
    });
    Ok(found.optional()?)
}

fn account(row: &Row<'_>, profile: Profile) -> rusqlite::Result<Account> {
    Ok(Account {
        profile,
        credential: row
            .get::<_, Option<String>>(4)?
            .map_or(Credential::Demo, Credential::Password),
        disabled: number_or_none(row, 5, Timestamp::from_millis)?,
        created: number(row, 6, Timestamp::from_millis)?,
    })
}

/// The words of a query are parameters; how many there are shapes the statement, so there are as many statements as `query_words` has.
fn find(
    connection: &Connection,
    words: &[String],
    asker: UserId,
    limit: usize,
) -> Result<Vec<Profile>, StoreError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // Every word that begins like the query's lies between it and it with the last possible character behind.
    let begins = "SELECT user FROM account_word WHERE word >= ? AND word < ?";
    let all = vec![begins; words.len()].join(" INTERSECT ");
    let sql = format!(
        "SELECT id, username, name, picture,
                EXISTS (SELECT 1 FROM account_word WHERE user = id AND word = ?) AS whole
         FROM account
         WHERE id IN ({all}) AND id <> ? AND disabled IS NULL
         ORDER BY whole DESC, name, username LIMIT ?"
    );
    let asker = asker.as_bytes();
    let limit = int(u64::try_from(limit).unwrap_or(u64::MAX));
    let ends: Vec<String> = words
        .iter()
        .map(|word| format!("{word}\u{10FFFF}"))
        .collect();
    let mut values: Vec<&dyn ToSql> = vec![&words[0]];
    for (word, end) in words.iter().zip(&ends) {
        values.push(word);
        values.push(end);
    }
    values.push(asker);
    values.push(&limit);
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), |row| {
        profile_for(connection, UserId::from_bytes(*asker), row)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
