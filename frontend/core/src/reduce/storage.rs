//! The local storage: reading it back, and what waits for a write.

use common::ids::{ConversationId, UserId};

use super::{compose, session, sync, turn::Turn};
use crate::{
    effect::{Effect, Write},
    input::{Mono, Record, Ticket},
    model::{
        Model,
        drafts::Kept,
        outbox::{Item, State},
        session::Session,
    },
    persist,
    slice::Slice,
};

/// The storage was read, or could not be.
pub(super) fn restored(model: &mut Model, turn: &mut Turn, records: Option<Vec<Record>>) {
    model.storage.reading_until = None;
    model.storage.restored = true;
    match records {
        // It was read before: what is in it since is of another tab.
        Some(records) if model.storage.read => {
            decided_elsewhere(model, turn, &records);
            if model.tabs.leads {
                let left = persist::clean(&records);
                restore(model, turn, left.items, true);
                restore_drafts(model, turn, left.drafts);
            }
            return;
        }
        Some(records) => {
            // It was slow, perhaps, but it is there.
            model.storage.read = true;
            model.storage.broken = false;
            let persist::Restored {
                items,
                drafts,
                reads,
            } = persist::clean(&records);
            restore(model, turn, items, false);
            restore_drafts(model, turn, drafts);
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

/// Takes in drafts that were read back, whoever wrote them, where there is nothing in the composer.
fn restore_drafts(model: &mut Model, turn: &mut Turn, drafts: Vec<(UserId, ConversationId, Kept)>) {
    for (user, conv, kept) in drafts {
        if model.drafts.restore(user, conv, kept) {
            turn.touch(Slice::Composer(conv));
            turn.touch(Slice::Sidebar);
        }
    }
}

/// The person has come to this tab: of messages that wait for a decision of theirs they may have decided in another.
pub(super) fn look_again(model: &Model, turn: &mut Turn) {
    if model.storage.read && undecided(model).next().is_some() {
        turn.effect(Effect::LoadRecords);
    }
}

fn undecided(model: &Model) -> impl Iterator<Item = &Item> {
    let items = model.me().into_iter().flat_map(|me| model.outbox.owned(me));
    items.filter(|item| model.is_undecided(item))
}

/// Takes out what waits for a decision and is no longer written down. Where nothing can be written down, that says nothing.
fn decided_elsewhere(model: &mut Model, turn: &mut Turn, records: &[Record]) {
    if model.storage.broken {
        return;
    }
    let kept = |item: &Item| {
        let key = persist::item_key(item.owner, item.cid);
        records.iter().any(|record| record.key == key)
    };
    let gone = undecided(model).filter(|item| !kept(item));
    let gone: Vec<_> = gone.map(|item| (item.cid, item.conv)).collect();
    for (cid, conv) in gone {
        model.outbox.remove(cid);
        turn.touch_conversation(conv);
    }
}

/// Takes in messages that were read back, whoever wrote them.
fn restore(model: &mut Model, turn: &mut Turn, mut items: Vec<Item>, again: bool) {
    for item in &mut items {
        if item.state == State::Ready
            && !model.is_asking(item)
            && let Some(at) = model.tabs.leave(item.cid, model.now)
        {
            item.state = State::NotBefore(at);
        }
    }
    let places: Vec<ConversationId> = items.iter().map(|item| item.conv).collect();
    model.outbox.restore(items, again);
    for conv in places {
        turn.touch_conversation(conv);
        // The log may have it by now, where the tab that wrote it had not yet struck it off.
        sync::settle(model, turn, conv);
    }
}

/// A write is durable. If others failed before it, what they held is written again: there is room now.
pub(super) fn stored(model: &mut Model, turn: &mut Turn, ticket: Ticket) {
    if model.storage.prove(ticket, true) {
        turn.touch(Slice::Bars);
        write_all(model, turn);
    }
    ended(model, turn, ticket);
}

/// A write failed. A message that waited for it is sent all the same, and the person is told what that means.
pub(super) fn failed(model: &mut Model, turn: &mut Turn, ticket: Ticket) {
    model.storage.prove(ticket, false);
    broken(model, turn);
    ended(model, turn, ticket);
}

fn ended(model: &mut Model, turn: &mut Turn, ticket: Ticket) {
    if let Some(cid) = model.storage.ended(ticket) {
        compose::saved(model, turn, cid);
    }
}

/// Writes down whatever is to survive, as if none of it ever had been.
fn write_all(model: &mut Model, turn: &mut Turn) {
    let Some(me) = model.me() else { return };
    let unsent = model.outbox.owned(me).filter(|item| !item.is_sent());
    let items = unsent.map(|item| Write::Put(persist::item(item)));
    let drafts = model.drafts.of_mut(me);
    let drafts = drafts.map(|(conv, draft)| write_draft(me, conv, draft.kept()));
    let writes = items.chain(drafts).collect();
    turn.store(model, writes);
}

fn broken(model: &mut Model, turn: &mut Turn) {
    if !model.storage.broken {
        model.storage.broken = true;
        turn.touch(Slice::Bars);
    }
}

/// Writes a draft down, or forgets it where there is nothing to keep.
pub(super) fn write_draft(user: UserId, conv: ConversationId, kept: Kept) -> Write {
    if kept.is_idle() {
        Write::Delete(persist::draft_key(user, conv))
    } else {
        Write::Put(persist::draft(user, conv, kept))
    }
}

/// Writes down the drafts that have been unsaved since `before`.
pub(super) fn save_drafts(model: &mut Model, turn: &mut Turn, before: Mono) {
    let writes = model
        .drafts
        .take_unsaved(before)
        .into_iter()
        .map(|(user, conv, kept)| write_draft(user, conv, kept))
        .collect();
    turn.store(model, writes);
}
