//! What is a person's own: the name, the settings, the choice of what to be shown as; and who hears of it.

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, UserId},
    model::{Account, AccountSettings, Choice, ConversationSettings, Profile},
    seq::StateVer,
    validate::DisplayName,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::super::{
    picture::{self, profile_for},
    rows::{id, int, json_or_default, number, profile, to_json},
    state,
};
use crate::{
    domain::{Denied, account::search_words},
    store::{
        Refusal, StoreError,
        people::{PeopleNews, Settled},
    },
};

pub(super) fn set_name(
    connection: &Connection,
    user: UserId,
    name: &DisplayName,
) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal> {
    let sql = "SELECT id, username, name FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let old = select.query_row([user.as_bytes()], profile).optional()?;
    let old = old.ok_or(Denied::NotFound)?;
    if old.name == *name {
        return Ok(None);
    }
    let sql = "UPDATE account SET name = ?2 WHERE id = ?1";
    let row = params![user.as_bytes(), name.as_str()];
    connection.prepare_cached(sql)?.execute(row)?;
    let was = search_words(&old.username, &old.name);
    let is = search_words(&old.username, name);
    let sql = "DELETE FROM account_word WHERE word = ?1 AND user = ?2";
    for word in was.difference(&is) {
        let row = params![word, user.as_bytes()];
        connection.prepare_cached(sql)?.execute(row)?;
    }
    let sql = "INSERT INTO account_word (word, user) VALUES (?1, ?2)";
    for word in is.difference(&was) {
        let row = params![word, user.as_bytes()];
        connection.prepare_cached(sql)?.execute(row)?;
    }
    let numbers = fellows(connection, user)?.into_iter();
    let numbers = numbers
        .map(|fellow| Ok((fellow, state::profile_changed(connection, fellow, user)?)))
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(numbers))
}

pub(super) fn set_settings(
    connection: &Connection,
    user: UserId,
    settings: AccountSettings,
) -> Result<Option<Settled>, StoreError> {
    let mut select = connection.prepare_cached("SELECT settings FROM account WHERE id = ?1")?;
    let before = select.query_row([user.as_bytes()], |row| {
        json_or_default::<AccountSettings>(row, 0)
    });
    let before = before.optional()?;
    let sql = "UPDATE account SET settings = ?2 WHERE id = ?1 AND settings IS NOT ?2";
    let row = params![user.as_bytes(), or_null(&settings)?];
    if connection.prepare_cached(sql)?.execute(row)? == 0 {
        return Ok(None);
    }
    // Only who gives receipts sees them: what the person may know of others has changed everywhere.
    let sees = before.is_some_and(|before| before.privacy.receipts != settings.privacy.receipts);
    Ok(Some(Settled {
        account: state::account_changed(connection, user)?,
        standings: sees
            .then(|| state::all_standings_changed(connection, user))
            .transpose()?,
    }))
}

pub(super) fn set_choice(
    connection: &Connection,
    user: UserId,
    chosen: &Choice,
) -> Result<Option<StateVer>, StoreError> {
    let kept = chosen.clone().after(&choice(connection, user)?);
    let sql = "UPDATE account SET choice = ?2 WHERE id = ?1";
    let row = params![user.as_bytes(), to_json(&kept)?];
    let there = connection.prepare_cached(sql)?.execute(row)? > 0;
    let ver = there.then(|| state::account_changed(connection, user));
    Ok(ver.transpose()?)
}

pub(super) fn choice(connection: &Connection, user: UserId) -> Result<Choice, StoreError> {
    let sql = "SELECT choice FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([user.as_bytes()], |row| json_or_default(row, 0));
    Ok(found.optional()?.unwrap_or_default())
}

pub(super) fn set_conversation(
    connection: &Connection,
    user: UserId,
    conv: ConversationId,
    settings: ConversationSettings,
) -> Result<Option<StateVer>, Refusal> {
    let sql = "SELECT consents FROM member WHERE conv = ?1 AND user = ?2 AND leave_seq IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let place = [conv.as_bytes(), user.as_bytes()];
    let consents = select.query_row(place, |row| row.get(0)).optional()?;
    let consents: bool = consents.ok_or(Denied::NotFound)?;
    let kept = ConversationSettings {
        declined: settings.declined && !consents,
        ..settings
    };
    Ok(match write_conversation(connection, user, conv, kept)? {
        // The device that asked shows what it asked for, until it is told.
        None if kept != settings => Some(state::standing_changed(connection, conv, user)?),
        ver => ver,
    })
}

/// Writes a member's settings for a conversation; `None` if they were so already.
pub(super) fn write_conversation(
    connection: &Connection,
    user: UserId,
    conv: ConversationId,
    settings: ConversationSettings,
) -> rusqlite::Result<Option<StateVer>> {
    let sql = "UPDATE member SET settings = ?3
               WHERE conv = ?1 AND user = ?2 AND leave_seq IS NULL AND settings IS NOT ?3";
    let row = params![conv.as_bytes(), user.as_bytes(), or_null(&settings)?];
    let changed = connection.prepare_cached(sql)?.execute(row)? > 0;
    changed
        .then(|| state::standing_changed(connection, conv, user))
        .transpose()
}

/// The person's own account, and the version of the state at which it changed last.
pub(super) fn account(
    connection: &Connection,
    user: UserId,
) -> Result<Option<(Account, StateVer)>, StoreError> {
    let sql = "SELECT settings, choice, own_ver FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([user.as_bytes()], |row| {
        let account = Account {
            settings: json_or_default(row, 0)?,
            choice: json_or_default(row, 1)?,
            ..Account::default()
        };
        Ok((account, number(row, 2, StateVer::new)?))
    });
    let Some((mut account, ver)) = found.optional()? else {
        return Ok(None);
    };
    let list = |sql: &str| -> rusqlite::Result<Vec<Profile>> {
        let mut select = connection.prepare_cached(sql)?;
        let rows = select.query_map([user.as_bytes()], |row| profile_for(connection, user, row))?;
        rows.collect()
    };
    account.contacts = list(
        "SELECT id, username, name, picture FROM contact JOIN account ON id = other
                             WHERE user = ?1 ORDER BY name, username",
    )?;
    account.blocked = list(
        "SELECT id, username, name, picture FROM block JOIN account ON id = other
                            WHERE user = ?1 ORDER BY name, username",
    )?;
    Ok(Some((account, ver)))
}

/// Nothing passes between these two.
macro_rules! apart {
    ($one:literal, $other:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM block AS b WHERE b.user = ",
            $one,
            " AND b.other = ",
            $other,
            ")
              OR EXISTS (SELECT 1 FROM block AS b WHERE b.user = ",
            $other,
            " AND b.other = ",
            $one,
            "))"
        )
    };
}

pub(in crate::store::sqlite) fn fellows(
    connection: &Connection,
    user: UserId,
) -> Result<Vec<UserId>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ?1 AS fellow
         UNION SELECT them.user FROM member AS me JOIN member AS them ON them.conv = me.conv
               WHERE me.user = ?1 AND me.leave_seq IS NULL AND them.leave_seq IS NULL
                 AND NOT ",
        apart!("?1", "them.user"),
        "UNION SELECT user FROM contact WHERE other = ?1 AND NOT ",
        apart!("?1", "contact.user")
    );
    let mut select = connection.prepare_cached(SQL)?;
    let rows = select.query_map([user.as_bytes()], |row| id(row, 0, UserId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn since(
    connection: &Connection,
    user: UserId,
    from: StateVer,
) -> Result<PeopleNews, StoreError> {
    // What one is called oneself other devices of one's own may not know.
    const SQL: &str = concat!(
        "SELECT id, username, name, picture FROM profile_news JOIN account ON id = person
         WHERE viewer = ?1 AND ver > ?2
           AND (person = ?1 OR person IN
             (SELECT them.user FROM member AS me JOIN member AS them ON them.conv = me.conv
              WHERE me.user = ?1 AND me.leave_seq IS NULL AND them.leave_seq IS NULL
              UNION SELECT other FROM contact WHERE user = ?1))
           AND NOT ",
        apart!("?1", "account.id")
    );
    let mut select = connection.prepare_cached(SQL)?;
    let rows = select.query_map(params![user.as_bytes(), int(from.get())], |row| {
        profile_for(connection, user, row)
    })?;
    let mut profiles: BTreeMap<UserId, Profile> = BTreeMap::new();
    for profile in rows {
        let profile = profile?;
        profiles.insert(profile.id, profile);
    }
    for profile in picture::seen_since(connection, user, from)? {
        profiles.insert(profile.id, profile);
    }
    let account = account(connection, user)?;
    Ok(PeopleNews {
        profiles: profiles.into_values().collect(),
        account: account.and_then(|(account, ver)| (ver > from).then_some(account)),
    })
}

/// What is all defaults is not stored.
fn or_null<T: Default + PartialEq + Serialize>(value: &T) -> rusqlite::Result<Option<String>> {
    if *value == T::default() {
        Ok(None)
    } else {
        to_json(value).map(Some)
    }
}
