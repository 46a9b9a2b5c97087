//! Writing and sending: from the composer through the outbox into the log.

use common::{
    ids::{ConversationId, IdempotencyKey},
    model::Draft,
    protocol::v1::{ApiError, ClientBody, ErrorCode, Retry, caps},
    seq::{Rev, Seq},
    time::Timestamp,
    validate::MessageText,
};

use super::{storage, turn::Turn, typing};
use crate::{
    effect::{Effect, Write},
    model::{
        Model,
        outbox::{Item, State},
        requests::Asked,
    },
    persist,
    slice::Slice,
};

/// The composer says something else.
pub(super) fn edit(model: &mut Model, turn: &mut Turn, conv: ConversationId, text: String) {
    let Some(me) = model.me() else { return };
    let draft = model.drafts.entry(me, conv);
    if draft.text != text {
        draft.text = text;
        draft.dirty.get_or_insert(model.now);
        draft.typed(model.now);
        turn.touch(Slice::Composer(conv));
        typing::typed(model, turn, conv);
    }
}

/// The person pressed send. The message is written down first; its text leaves the composer, and it leaves the device, when that is done.
pub(super) fn send(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let Some(me) = model.me() else { return };
    let draft = model.drafts.entry(me, conv);
    let Ok(text) = MessageText::parse(draft.remainder()) else {
        return;
    };
    let cid = turn.new_key();
    draft.leaving = Some((cid, draft.text.clone()));
    draft.dirty = None;
    let left = draft.kept_as(String::new());
    typing::stop(model, turn);
    let item = Item {
        cid,
        owner: me,
        conv,
        text: text.into_string(),
        created: model.wall,
        order: 0,
        confirmed: false,
        state: State::Saving,
    };
    enqueue(
        model,
        turn,
        item,
        Some(storage::write_draft(me, conv, left)),
    );
}

/// Puts a message into the outbox and has it written down, together with what else must change then.
fn enqueue(model: &mut Model, turn: &mut Turn, item: Item, also: Option<Write>) {
    let (cid, conv) = (item.cid, item.conv);
    let put = Write::Put(persist::item(model.outbox.push(item)));
    let ticket = model.storage.gate(cid, model.now);
    let writes = std::iter::once(put).chain(also).collect();
    turn.effect(Effect::Store { ticket, writes });
    turn.touch(Slice::Timeline(conv));
    turn.touch(Slice::Sidebar);
    turn.touch(Slice::Composer(conv));
}

/// The message is written down, or cannot be: it may leave.
pub(super) fn saved(model: &mut Model, turn: &mut Turn, cid: IdempotencyKey) {
    let Some(item) = model.outbox.get_mut(cid) else {
        return;
    };
    if item.state == State::Saving {
        item.state = State::Ready;
    }
    let (owner, conv) = (item.owner, item.conv);
    if model.drafts.left(owner, conv, cid, model.now) {
        turn.touch(Slice::Composer(conv));
    }
}

/// Puts a message on the wire.
pub(super) fn transmit(model: &mut Model, turn: &mut Turn, cid: IdempotencyKey) {
    let offered = model.offers(caps::RECEIPTS);
    let Some(item) = model.outbox.get_mut(cid) else {
        return;
    };
    item.state = State::InFlight;
    let held = model.conversations.held.get(&item.conv);
    let read = held.map(|held| held.place.read_seq());
    let read_upto = read.filter(|read| *read > Seq::ZERO && offered);
    let body = ClientBody::Send {
        conv: item.conv,
        draft: Draft {
            cid,
            body: common::model::Body::Text {
                text: item.text.clone(),
            },
            reply_to: None,
            files: Vec::new(),
            mentions: Vec::new(),
        },
        read_upto,
    };
    turn.ask(model, Asked::Send(cid), body);
}

/// The message is in the log. It stays on screen as sent until the event that says so has come, which is the same row.
pub(super) fn sent(
    model: &mut Model,
    turn: &mut Turn,
    cid: IdempotencyKey,
    conv: ConversationId,
    (seq, rev, at): (Seq, Rev, Timestamp),
) {
    model.requests.settle(Asked::Send(cid));
    let held = model.conversations.held.get_mut(&conv);
    let shown = held.is_some_and(|held| {
        held.acknowledged(rev, model.now);
        held.rev() >= rev
    });
    let Some(item) = model.outbox.get_mut(cid) else {
        return;
    };
    let was_sent = item.is_sent();
    let owner = item.owner;
    item.state = State::Sent { seq, rev, at };
    if shown {
        model.outbox.remove(cid);
    }
    if !was_sent {
        let gone = Write::Delete(persist::item_key(owner, cid));
        turn.store(model, vec![gone]);
    }
    turn.touch(Slice::Timeline(conv));
    turn.touch(Slice::Sidebar);
}

/// The message was not stored: it waits, or it has failed and the rest goes on.
pub(super) fn refused(model: &mut Model, turn: &mut Turn, cid: IdempotencyKey, error: ApiError) {
    model.requests.settle(Asked::Send(cid));
    let Some(item) = model.outbox.get_mut(cid) else {
        return;
    };
    if item.state != State::InFlight {
        return;
    }
    if let Retry::SameKey { after_ms } = error.retry {
        item.state = State::NotBefore(model.now.plus(u64::from(after_ms)));
        return;
    }
    let ApiError { code, message, .. } = error;
    item.state = State::Failed { code, message };
    let put = Write::Put(persist::item(item));
    turn.touch(Slice::Timeline(item.conv));
    turn.touch(Slice::Sidebar);
    turn.store(model, vec![put]);
}

/// The log has these messages.
pub(super) fn settled(model: &mut Model, turn: &mut Turn, items: &[Item]) {
    let mut writes = Vec::new();
    for item in items {
        model.requests.settle(Asked::Send(item.cid));
        if model
            .drafts
            .left(item.owner, item.conv, item.cid, model.now)
        {
            turn.touch(Slice::Composer(item.conv));
        }
        if !item.is_sent() {
            writes.push(Write::Delete(persist::item_key(item.owner, item.cid)));
        }
    }
    turn.store(model, writes);
}

/// The person wants a message sent after all. It keeps its key: a refusal is not remembered by the server, and another tab that shows the same
/// message may have got it through meanwhile. Only a key that belongs to another message is of no use; what takes its place follows from it,
/// so that every tab takes the same.
pub(super) fn retry(model: &mut Model, turn: &mut Turn, cid: IdempotencyKey) {
    let Some(item) = model.outbox.get(cid) else {
        return;
    };
    if model.is_asking(item) {
        if let Some(item) = model.outbox.get_mut(cid) {
            item.confirmed = true;
            let put = Write::Put(persist::item(item));
            turn.touch(Slice::Timeline(item.conv));
            turn.store(model, vec![put]);
        }
        return;
    }
    let (State::Failed { code, .. }, Ok(text)) = (&item.state, MessageText::parse(&item.text))
    else {
        return;
    };
    let taken = *code == ErrorCode::CidReused;
    let anew = Item {
        cid: if taken { cid.instead() } else { cid },
        text: text.into_string(),
        created: model.wall,
        order: 0,
        confirmed: false,
        state: State::Saving,
        ..item.clone()
    };
    let drop_old = taken.then(|| Write::Delete(persist::item_key(anew.owner, cid)));
    model.outbox.remove(cid);
    enqueue(model, turn, anew, drop_old);
}

/// The person wants the text of a message that was not sent.
pub(super) fn copy(model: &Model, turn: &mut Turn, cid: IdempotencyKey) {
    if let Some(item) = model.outbox.get(cid) {
        turn.effect(Effect::Copy(item.text.clone()));
    }
}

/// The person does not want a message any more that was not sent. One that may be in the log already cannot be taken back like this.
pub(super) fn discard(model: &mut Model, turn: &mut Turn, cid: IdempotencyKey) {
    let Some(item) = model.outbox.get(cid) else {
        return;
    };
    if model.is_undecided(item) {
        let (owner, conv) = (item.owner, item.conv);
        model.outbox.remove(cid);
        turn.store(model, vec![Write::Delete(persist::item_key(owner, cid))]);
        turn.touch(Slice::Timeline(conv));
        turn.touch(Slice::Sidebar);
        turn.effect(Effect::FocusComposer);
    }
}
