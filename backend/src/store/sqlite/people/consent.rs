//! Who wants to talk with whom.

use common::{
    ids::{ConversationId, UserId},
    model::{ConversationSettings, Event, Logged},
    seq::StateVer,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    super::rows::{self, id, int, json_or_default, to_json},
    own,
};
use crate::store::people::Consented;

/// The other one of the two of a direct conversation; `None` if it is no such one, or not theirs.
pub(super) fn other_of(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
) -> rusqlite::Result<Option<UserId>> {
    let sql = "SELECT iif(low = ?2, high, low) FROM conversation
               WHERE id = ?1 AND kind = 1 AND ?2 IN (low, high)";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row([conv.as_bytes(), user.as_bytes()], |row| {
        id(row, 0, UserId::from_bytes)
    });
    found.optional()
}

/// Notes that a member wants to talk; `None` if they did already.
pub(super) fn consent(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
    at: Timestamp,
) -> rusqlite::Result<Option<Consented>> {
    let mut members = rows::members(connection, conv.as_bytes())?;
    let mut own = members
        .iter_mut()
        .filter(|member| member.user == user && member.is_current());
    match own.next() {
        Some(member) if !member.consents => member.consents = true,
        _ => return Ok(None),
    }
    let undeclined = set_consent(connection, conv, user)?;
    let (_, last_rev) = rows::ends(connection, conv.as_bytes())?;
    let logged = Logged {
        rev: last_rev.next(),
        event: Event::Consented { user },
    };
    let sql = "INSERT INTO conv_log (conv, rev, kind, event, at) VALUES (?1, ?2, 0, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![
        conv.as_bytes(),
        int(logged.rev.get()),
        to_json(&logged.event)?,
        int(at.as_millis())
    ])?;
    Ok(Some(Consented {
        conv,
        logged,
        members,
        undeclined,
        sights: Vec::new(),
    }))
}

/// Writes a member's consent down; whoever agrees to talk no longer declines. If they did, returns their number of state.
pub(in crate::store::sqlite) fn set_consent(
    connection: &Connection,
    conv: ConversationId,
    user: UserId,
) -> rusqlite::Result<Option<StateVer>> {
    let sql = "UPDATE member SET consents = 1
               WHERE conv = ?1 AND user = ?2 AND leave_seq IS NULL RETURNING settings";
    let mut update = connection.prepare_cached(sql)?;
    let place = [conv.as_bytes(), user.as_bytes()];
    let settings = update.query_row(place, |row| json_or_default(row, 0));
    let settings: Option<ConversationSettings> = settings.optional()?;
    match settings.filter(|settings| settings.declined) {
        Some(mut settings) => {
            settings.declined = false;
            own::write_conversation(connection, user, conv, settings)
        }
        None => Ok(None),
    }
}
