//! What people asked whoever runs the server to look at.

use common::{
    ids::{ConversationId, UserId},
    model::{Profile, settings::ReportReason},
    seq::Seq,
    time::Timestamp,
};
use rusqlite::{Connection, params};

use super::super::{
    message::entries,
    rows::{self, id, int, number, number_or_none, profile},
};
use crate::{
    domain::{Denied, audience},
    store::{
        Refusal, StoreError,
        people::{Report, Reported},
    },
};

pub(super) fn keep(connection: &Connection, report: &Report) -> Result<(), Refusal> {
    let members = rows::members(connection, report.conv.as_bytes())?;
    let (last, _) = rows::ends(connection, report.conv.as_bytes())?;
    let sees = |seq: Seq| seq <= last && audience::may_see(&members, report.user, seq);
    if !audience::is_in(&members, report.user) || !report.seq.is_none_or(sees) {
        return Err(Denied::NotFound.into());
    }
    let sql = "INSERT INTO report (id, user, conv, seq, reason, note, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    connection.prepare_cached(sql)?.execute(params![
        report.id,
        report.user.as_bytes(),
        report.conv.as_bytes(),
        report.seq.map(|seq| int(seq.get())),
        word(report.reason),
        report.note,
        int(report.at.as_millis())
    ])?;
    Ok(())
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Reported>, StoreError> {
    let sql = "SELECT id, user, conv, seq, reason, note, at,
                 strftime('%Y-%m-%d %H:%M', at / 1000, 'unixepoch')
               FROM report ORDER BY at DESC, id";
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([], |row| {
        let report = Report {
            id: row.get(0)?,
            user: id(row, 1, UserId::from_bytes)?,
            conv: id(row, 2, ConversationId::from_bytes)?,
            seq: number_or_none(row, 3, Seq::new)?,
            reason: reason(&row.get::<_, String>(4)?),
            note: row.get(5)?,
            at: number(row, 6, Timestamp::from_millis)?,
        };
        Ok((report, row.get(7)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (report, when) = row?;
        found.push(with_names(connection, report, when)?);
    }
    Ok(found)
}

fn with_names(
    connection: &Connection,
    report: Report,
    when: String,
) -> Result<Reported, StoreError> {
    let sql = "SELECT id, username, name FROM account
               WHERE id IN (SELECT user FROM member WHERE conv = ?1) ORDER BY id";
    let mut select = connection.prepare_cached(sql)?;
    let people = select.query_map([report.conv.as_bytes()], profile)?;
    let people = people.collect::<Result<Vec<Profile>, _>>()?;
    let (by, others): (Vec<Profile>, _) = people
        .into_iter()
        .partition(|person| person.id == report.user);
    let entry = match report.seq {
        Some(seq) => entries(connection, report.conv, seq, seq.next(), 1)?.pop(),
        None => None,
    };
    let text = entry.and_then(|entry| entry.message.draft.body.as_text().map(str::to_owned));
    let by = by.into_iter().next();
    let nobody = || StoreError::Corrupt("a report of nobody in the conversation".to_owned());
    Ok(Reported {
        by: by.ok_or_else(nobody)?,
        report,
        others,
        text,
        when,
    })
}

const fn word(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::Spam => "spam",
        ReportReason::Abuse => "abuse",
        _ => "other",
    }
}

fn reason(word: &str) -> ReportReason {
    match word {
        "spam" => ReportReason::Spam,
        "abuse" => ReportReason::Abuse,
        _ => ReportReason::Other,
    }
}
