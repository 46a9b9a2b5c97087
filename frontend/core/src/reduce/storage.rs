//! The local storage: reading it back, and what waits for a write.

use super::{compose, session, turn::Turn};
use crate::{
    effect::Write,
    input::{Mono, Record, Ticket},
    model::{Model, notices::Notice, session::Session},
    persist,
    slice::Slice,
};

/// The storage was read, or could not be.
pub(super) fn restored(model: &mut Model, turn: &mut Turn, records: Option<Vec<Record>>) {
    model.storage.reading_until = None;
    model.storage.restored = true;
    match records {
        // It was read before.
        Some(_) if model.storage.read => return,
        Some(records) => {
            model.storage.read = true;
            let persist::Restored {
                items,
                drafts,
                reads,
            } = persist::clean(&records);
            model.outbox.restore(items);
            for (user, conv, text) in drafts {
                model.drafts.restore(user, conv, text);
            }
            for (user, conv, epoch, upto) in reads {
                model.reading.claims.insert((user, conv), (epoch, upto));
            }
        }
        None => broken(model, turn),
    }
    let answer = match &mut model.session {
        Session::Unknown { answer, .. } => answer.take(),
        Session::Out(_) | Session::In { .. } => None,
    };
    if let Some((me, info)) = answer.and_then(|info| Some((info.me.clone()?, info))) {
        session::enter(model, turn, me, info);
        super::place::guard(model, turn);
    }
    turn.touch_all(model);
}

/// A write is durable.
pub(super) fn stored(model: &mut Model, turn: &mut Turn, ticket: Ticket) {
    if let Some(cid) = model.storage.ended(ticket) {
        compose::saved(model, turn, cid);
    }
}

/// A write failed. A message that waited for it is sent all the same, and the person is told what that means.
pub(super) fn failed(model: &mut Model, turn: &mut Turn, ticket: Ticket) {
    broken(model, turn);
    stored(model, turn, ticket);
}

fn broken(model: &mut Model, turn: &mut Turn) {
    if !model.storage.broken {
        model.storage.broken = true;
        model.notices.say(Notice::StorageUnavailable);
        turn.touch(Slice::Toasts);
    }
}

/// Writes down the drafts that have been unsaved since `before`.
pub(super) fn save_drafts(model: &mut Model, turn: &mut Turn, before: Mono) {
    let writes = model
        .drafts
        .take_unsaved(before)
        .into_iter()
        .map(|(user, conv, text)| {
            if text.is_empty() {
                Write::Delete(persist::draft_key(user, conv))
            } else {
                Write::Put(persist::draft(user, conv, &text))
            }
        })
        .collect();
    turn.store(model, writes);
}
