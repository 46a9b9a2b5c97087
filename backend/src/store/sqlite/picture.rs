//! People's pictures, and every profile with as much of it as its reader may see.
//!
//! A profile that is read by [`super::rows::profile`] has no picture. Whoever gives one to a person reads it by [`profile_for`], which asks
//! [`Eyes`].

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use common::{
    fold::pictures::Eyes,
    ids::{ConversationId, PictureId, UserId},
    model::Profile,
    seq::StateVer,
    validate::DisplayName,
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::{
    SqliteStore,
    people::fellows,
    rows::{self, int, nonsense},
    state,
};
use crate::{
    domain::Denied,
    store::{
        PictureStore, Refusal, StoreError,
        picture::{Faces, Picture, PictureKind, Sight, Sights},
    },
};

#[async_trait]
impl PictureStore for SqliteStore {
    async fn set_picture(
        &self,
        user: UserId,
        picture: Option<(PictureId, Picture)>,
    ) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal> {
        let ends = Arc::clone(&self.ends);
        self.write(move |connection| {
            ends.beside(connection, || set(connection, user, picture.as_ref()))
        })
        .await
    }

    async fn picture(
        &self,
        viewer: UserId,
        person: UserId,
        picture: PictureId,
    ) -> Result<Option<Picture>, StoreError> {
        self.read(move |connection| {
            if !eyes(connection, viewer, person)?.see() {
                return Ok(None);
            }
            let sql = "SELECT kind, bytes FROM account JOIN picture ON user = id
                       WHERE id = ?1 AND account.picture = ?2";
            let mut select = connection.prepare_cached(sql)?;
            let key = [person.as_bytes(), picture.as_bytes()];
            Ok(select.query_row(key, stored).optional()?)
        })
        .await
    }

    async fn faces(&self, person: UserId) -> Result<Option<Faces>, StoreError> {
        self.read(move |connection| {
            let Some(profile) = profile(connection, person, person)? else {
                return Ok(None);
            };
            let mut faces = Faces {
                profile,
                seeing: Vec::new(),
            };
            for fellow in fellows(connection, person)? {
                if eyes(connection, fellow, person)?.see() {
                    faces.seeing.push(fellow);
                }
            }
            Ok(Some(faces))
        })
        .await
    }

    async fn face(&self, sight: Sight) -> Result<Option<Profile>, StoreError> {
        self.read(move |connection| {
            let Sight { viewer, person } = sight;
            let Some(now) = profile(connection, viewer, person)? else {
                return Ok(None);
            };
            let sql = "SELECT name FROM picture_seen WHERE viewer = ?1 AND person = ?2";
            let mut select = connection.prepare_cached(sql)?;
            let both = [viewer.as_bytes(), person.as_bytes()];
            let then = select.query_row(both, |row| row.get(0)).optional()?;
            let blocked = eyes(connection, viewer, person)?.blocked;
            Ok(Some(as_of(now, then.filter(|_| blocked))))
        })
        .await
    }
}

fn set(
    connection: &Connection,
    user: UserId,
    picture: Option<&(PictureId, Picture)>,
) -> Result<Option<Vec<(UserId, StateVer)>>, Refusal> {
    let sql = "SELECT picture IS NOT NULL FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let had = select.query_row([user.as_bytes()], |row| row.get(0));
    let had: bool = had.optional()?.ok_or(Denied::NotFound)?;
    if !had && picture.is_none() {
        return Ok(None);
    }
    let sql = "UPDATE account SET picture = ?2 WHERE id = ?1";
    let row = params![user.as_bytes(), picture.map(|(id, _)| id.as_bytes())];
    connection.prepare_cached(sql)?.execute(row)?;
    if let Some((_, picture)) = picture {
        let sql = "INSERT OR REPLACE INTO picture (user, kind, bytes) VALUES (?1, ?2, ?3)";
        let row = params![user.as_bytes(), word(picture.kind), &*picture.bytes];
        connection.prepare_cached(sql)?.execute(row)?;
    } else {
        let sql = "DELETE FROM picture WHERE user = ?1";
        connection.prepare_cached(sql)?.execute([user.as_bytes()])?;
    }
    let mut numbers = Vec::new();
    for fellow in fellows(connection, user)? {
        if eyes(connection, fellow, user)?.see() {
            numbers.push((fellow, state::profile_changed(connection, fellow, user)?));
        }
    }
    Ok(Some(numbers))
}

const fn word(kind: PictureKind) -> &'static str {
    match kind {
        PictureKind::Jpeg => "jpeg",
        PictureKind::WebP => "webp",
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Picture> {
    let kind = match row.get_ref(0)?.as_str() {
        Ok("jpeg") => PictureKind::Jpeg,
        Ok("webp") => PictureKind::WebP,
        _ => return Err(nonsense(0, Type::Text, common::json::Misfit)),
    };
    let bytes = row.get::<_, Vec<u8>>(1).map(Bytes::from)?;
    Ok(Picture { kind, bytes })
}

/// What the viewer and the person are to each other, as far as it decides about the person's picture.
pub(super) fn eyes(
    connection: &Connection,
    viewer: UserId,
    person: UserId,
) -> rusqlite::Result<Eyes> {
    let sql = "SELECT
         EXISTS (SELECT 1 FROM block WHERE user = ?1 AND other = ?2)
           OR EXISTS (SELECT 1 FROM block WHERE user = ?2 AND other = ?1),
         EXISTS (SELECT 1 FROM conversation JOIN member ON conv = id AND user = ?1 AND consents
                 WHERE low = min(?1, ?2) AND high = max(?1, ?2)),
         EXISTS (SELECT 1 FROM contact WHERE user = ?1 AND other = ?2)
           AND EXISTS (SELECT 1 FROM contact WHERE user = ?2 AND other = ?1)";
    if viewer == person {
        return Ok(Eyes {
            consents: true,
            ..Eyes::default()
        });
    }
    let mut select = connection.prepare_cached(sql)?;
    select.query_row([person.as_bytes(), viewer.as_bytes()], |row| {
        Ok(Eyes {
            blocked: row.get(0)?,
            consents: row.get(1)?,
            contacts: row.get(2)?,
        })
    })
}

/// A profile as the viewer may see it, from `id, username, name, picture` at the beginning of a row.
pub(super) fn profile_for(
    connection: &Connection,
    viewer: UserId,
    row: &Row<'_>,
) -> rusqlite::Result<Profile> {
    let mut profile = rows::profile(row)?;
    if let Some(picture) = row.get::<_, Option<[u8; 16]>>(3)?
        && eyes(connection, viewer, profile.id)?.see()
    {
        profile.picture = Some(PictureId::from_bytes(picture));
    }
    Ok(profile)
}

/// The people who are or were in a conversation, as the viewer may see them.
pub(super) fn people_of(
    connection: &Connection,
    conv: ConversationId,
    viewer: UserId,
) -> rusqlite::Result<Vec<Profile>> {
    let sql = "SELECT id, username, name, picture FROM account
               WHERE id IN (SELECT user FROM member WHERE conv = ?1) ORDER BY id";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([conv.as_bytes()], |row| {
        profile_for(connection, viewer, row)
    })?;
    rows.collect()
}

/// A person as the viewer may see them.
pub(super) fn profile(
    connection: &Connection,
    viewer: UserId,
    person: UserId,
) -> rusqlite::Result<Option<Profile>> {
    let sql = "SELECT id, username, name, picture FROM account WHERE id = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([person.as_bytes()], |row| {
        profile_for(connection, viewer, row)
    });
    found.optional()
}

/// Does what may change whether two people see each other's pictures. Where it did, that takes a number, so that whoever was not there is told
/// on return.
pub(super) fn watched<T, E: From<rusqlite::Error>>(
    connection: &Connection,
    [one, other]: [UserId; 2],
    change: impl FnOnce() -> Result<T, E>,
) -> Result<(T, Sights), E> {
    let sights = [(one, other), (other, one)].map(|(viewer, person)| Sight { viewer, person });
    let mut before = Vec::with_capacity(2);
    for sight in sights {
        before.push(profile(connection, sight.viewer, sight.person)?);
    }
    let done = change()?;
    let mut changed = Vec::new();
    for (sight, before) in sights.into_iter().zip(before) {
        let after = profile(connection, sight.viewer, sight.person)?;
        let picture = |face: &Option<Profile>| face.as_ref().and_then(|face| face.picture);
        if picture(&before) != picture(&after)
            && let Some(after) = after
        {
            changed.push((sight, note(connection, sight, &after.name)?));
        }
    }
    Ok((done, changed))
}

fn note(connection: &Connection, sight: Sight, name: &DisplayName) -> rusqlite::Result<StateVer> {
    let ver = state::next(connection, sight.viewer)?;
    let sql = "INSERT INTO picture_seen (viewer, person, ver, name) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (viewer, person) DO UPDATE SET ver = excluded.ver, name = excluded.name";
    connection.prepare_cached(sql)?.execute(params![
        sight.viewer.as_bytes(),
        sight.person.as_bytes(),
        int(ver.get()),
        name.as_str()
    ])?;
    Ok(ver)
}

/// A profile under the name that it had, if there is one to keep to.
pub(super) fn as_of(now: Profile, then: Option<String>) -> Profile {
    match then {
        Some(name) => Profile {
            name: DisplayName::kept(name),
            ..now
        },
        None => now,
    }
}

/// Those of whom the viewer came to see the picture after this version of the state, or no longer did.
pub(super) fn seen_since(
    connection: &Connection,
    viewer: UserId,
    from: StateVer,
) -> rusqlite::Result<Vec<Profile>> {
    let sql = "SELECT id, username, account.name, picture, picture_seen.name
               FROM picture_seen JOIN account ON id = person
               WHERE viewer = ?1 AND picture_seen.ver > ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(params![viewer.as_bytes(), int(from.get())], |row| {
        let now = profile_for(connection, viewer, row)?;
        let blocked = eyes(connection, viewer, now.id)?.blocked;
        let then: String = row.get(4)?;
        Ok(as_of(now, blocked.then_some(then)))
    })?;
    rows.collect()
}
