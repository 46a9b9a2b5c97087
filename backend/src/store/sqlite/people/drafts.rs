//! What someone began to write, and on which device.

use common::{limits::DRAFTS, seq::StateVer};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{
    rows::{int, members},
    state,
};
use crate::{
    domain::{Denied, audience},
    store::{Refusal, people::NewDraft},
};

/// The row with the greatest number stays even if its text is empty: so numbers count up for ever, and a device that writes with an old one is
/// found out.
pub(super) fn save(connection: &Connection, draft: &NewDraft) -> Result<StateVer, Refusal> {
    let (user, conv) = (draft.user.as_bytes(), draft.conv.as_bytes());
    if !audience::is_in(&members(connection, conv)?, draft.user) {
        return Err(Denied::NotFound.into());
    }
    let sql = "SELECT coalesce(max(ver), 0) FROM draft WHERE user = ?1 AND conv = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let last: i64 = select.query_row([user, conv], |row| row.get(0))?;
    // Written knowing of everything: it replaces everything. Otherwise only what it goes on from, and what says nothing.
    if int(draft.base) == last {
        let sql = "DELETE FROM draft WHERE user = ?1 AND conv = ?2";
        connection.prepare_cached(sql)?.execute([user, conv])?;
    } else {
        let sql = "DELETE FROM draft WHERE user = ?1 AND conv = ?2 AND (text = '' OR ver = ?3)";
        let replaced = draft.replaces.map(int);
        connection
            .prepare_cached(sql)?
            .execute(params![user, conv, replaced])?;
    }
    let device = draft.device.as_bytes();
    let sql = "SELECT name FROM session WHERE device = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let name = select.query_row([device], |row| row.get::<_, String>(0));
    let name = name.optional()?.unwrap_or_default();
    let sql = "INSERT INTO draft
               (user, conv, device, device_name, text, reply_to, ver, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute(params![
        user,
        conv,
        device,
        name,
        draft.text,
        draft.reply_to.map(|seq| int(seq.get())),
        last + 1,
        int(draft.at.as_millis())
    ])?;
    let sql = "DELETE FROM draft WHERE user = ?1 AND conv = ?2 AND ver NOT IN
                 (SELECT ver FROM draft WHERE user = ?1 AND conv = ?2 ORDER BY ver DESC LIMIT ?3)";
    let most = i64::try_from(DRAFTS).unwrap_or(i64::MAX);
    connection
        .prepare_cached(sql)?
        .execute(params![user, conv, most])?;
    Ok(state::standing_changed(connection, draft.conv, draft.user)?)
}
