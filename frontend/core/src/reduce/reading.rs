//! Reading: what is in view becomes what was seen, that moves the cursor, and the server is told.

use common::{
    ids::ConversationId,
    limits::UNREAD_CAP,
    model::{Conversation, Cursor, Entry, Receipt, Standing},
    seq::Seq,
};

use super::{drafts, place, storage, telling, turn::Turn, why};
use crate::{
    effect::Write,
    input::{self, Mono, Route},
    link::Phase,
    model::{
        Model,
        attention::Attention,
        conversations::Paging,
        reading::{View, Visit},
    },
    persist,
    slice::Slice,
};

/// How far back the first of what was unread is looked for, in entries: as far as it is counted.
const SEEK_ENTRIES: u64 = UNREAD_CAP as u64;

/// The person looks, or looks away.
pub(super) fn attention(model: &mut Model, turn: &mut Turn, event: input::Attention) {
    let now = model.now;
    if event == input::Attention::Focused {
        storage::look_again(model, turn);
    }
    attend(model, turn, |attention| match event {
        input::Attention::Focused => (attention.focused, attention.input) = (true, now),
        input::Attention::Blurred => attention.focused = false,
        input::Attention::Moved => attention.input = now,
    });
}

/// The page is on screen, or no longer. What is not known to have been heard is told and written down while there is time.
pub(super) fn visible(model: &mut Model, turn: &mut Turn, visible: bool) {
    let now = model.now;
    attend(model, turn, |attention| {
        attention.visible = visible;
        if visible {
            // A page comes on screen by a person's doing.
            attention.input = now;
        }
    });
    if !visible {
        telling::tell(model, turn, Mono::from_millis(u64::MAX));
        telling::write_down(model, turn);
    }
}

fn attend(model: &mut Model, turn: &mut Turn, change: impl FnOnce(&mut Attention)) {
    let attention = &mut model.reading.attention;
    let before = attention.is_there(model.now);
    change(attention);
    if attention.is_there(model.now) != before {
        turn.touch(Slice::Sidebar);
        if let Some(view) = &mut model.reading.view {
            view.restart(model.now);
        }
    }
}

/// The entry whose lower edge is the last in view is another one.
pub(super) fn in_view(model: &mut Model, turn: &mut Turn, conv: ConversationId, upto: Seq) {
    if place::open(model) != Some(conv) {
        return;
    }
    let view = &mut model.reading.view;
    if view.is_none() {
        turn.touch(Slice::Sidebar);
    }
    view.get_or_insert_with(|| View::new(conv))
        .show(upto, model.now);
}

/// The person has left what was on screen.
pub(super) fn left(model: &mut Model) {
    model.reading.visit = None;
    model.reading.view = None;
}

/// The person has come to a conversation: as it is found, the divider stands until they leave.
pub(super) fn visit(model: &mut Model, turn: &mut Turn) {
    let open = place::open(model).filter(|_| model.reading.visit.is_none());
    let Some(conv) = open else { return };
    let held = model.conversations.get(conv);
    let found = held.filter(|held| held.outline.is_none() && held.place.standing().is_some());
    let Some((held, body)) = found.and_then(|held| Some((held, held.body.as_ref()?))) else {
        return;
    };
    model.reading.visit = Some(Visit {
        conv,
        read: held.place.read_seq(),
        last: body.last_seq,
        seeks: model.me().is_some_and(|me| held.unread(me) > 0),
    });
    if model.is_marked(conv) {
        mark(model, turn, conv, false);
    }
    turn.touch(Slice::Timeline(conv));
}

/// What was unread in the conversation on screen begins before what is held: it is fetched, page by page. Without a connection, and where it is
/// further back than anyone reads, what is held is shown.
pub(super) fn seek(model: &mut Model, turn: &mut Turn) {
    let Some(visit) = model.reading.visit.filter(|visit| visit.seeks) else {
        return;
    };
    let ready = model.link.is_ready();
    let me = model.me();
    let held = model.conversations.held.get_mut(&visit.conv);
    let missing = held.filter(|held| {
        let first = held.body.as_ref().map(Conversation::first_held);
        let near = visit.last.get().saturating_sub(visit.read.get()) <= SEEK_ENTRIES;
        let begun = me.is_none_or(|me| held.is_at_start(me));
        ready && near && !begun && first.is_some_and(|first| first > visit.read.next())
    });
    match missing {
        Some(held) if held.paging == Paging::Idle => held.paging = Paging::From(model.now),
        Some(_) => {}
        None => shown(model, turn, visit.conv),
    }
}

/// A conversation is shown as far as it is held, if it is the one that waits for that.
pub(super) fn shown(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let waits = |visit: &&mut Visit| visit.conv == conv && visit.seeks;
    if let Some(visit) = model.reading.visit.as_mut().filter(waits) {
        visit.seeks = false;
        turn.touch(Slice::Timeline(conv));
    }
}

/// What has been in view for long enough was seen: while the person looks, and everything missed is here. Without a connection what is held
/// can be read all the same.
pub(super) fn see(model: &mut Model, turn: &mut Turn) {
    let complete = model.conversations.complete && model.link.phase != Phase::Updating;
    if !complete || !model.reading.attention.is_there(model.now) {
        return;
    }
    let view = model.reading.view.as_ref();
    if let Some((conv, seen)) = view.and_then(|view| Some((view.conv, view.seen(model.now)?))) {
        advance(model, turn, conv, seen);
    }
}

/// The person has read up to here.
fn advance(model: &mut Model, turn: &mut Turn, conv: ConversationId, upto: Seq) {
    let Some(me) = model.me() else { return };
    let accepted = model.is_accepted(conv);
    let Some(held) = model.conversations.held.get_mut(&conv) else {
        return;
    };
    let upto = upto.min(held.last_seq());
    if held.place.standing().is_none() || upto <= held.place.read_seq() {
        return;
    }
    let standing = held.place.standing();
    let marked = standing.is_some_and(|standing| standing.cursor.marked_unread);
    if !held.read_to(upto, me) {
        model.reading.unclear.insert(conv, Mono::default());
    }
    let telling = model.reading.telling(conv);
    telling.read.raise(upto);
    if accepted {
        // Being told of reading, the server takes the mark away. Of a request it is told nothing but the mark itself.
        telling.mark = None;
    } else if marked && telling.mark.is_none() {
        telling.mark = Some((false, false));
    }
    turn.touch(Slice::Sidebar);
    turn.touch(Slice::Timeline(conv));
}

/// The person wants a conversation shown as unread, or no longer.
fn mark(model: &mut Model, turn: &mut Turn, conv: ConversationId, on: bool) {
    model.reading.telling(conv).mark = Some((on, false));
    turn.touch(Slice::Sidebar);
}

/// The person wants a conversation shown as unread, and leaves it.
pub(super) fn mark_unread(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    mark(model, turn, conv, true);
    if place::open(model) == Some(conv) {
        place::go(model, turn, Route::Home, false);
    }
}

/// The person wants every conversation to be read; requests are to be decided, not read.
pub(super) fn mark_all(model: &mut Model, turn: &mut Turn) {
    let known = model.known();
    let all: Vec<_> = known.filter(|conv| model.is_accepted(*conv)).collect();
    for conv in all {
        if model.is_marked(conv) {
            mark(model, turn, conv, false);
        }
        let last = model.conversations.entry(conv).last_seq();
        advance(model, turn, conv, last);
    }
}

/// Messages came to this device.
pub(super) fn received(model: &mut Model, conv: ConversationId) {
    let Some(me) = model.me() else { return };
    let Some(held) = model.conversations.get(conv) else {
        return;
    };
    let theirs = |entry: &&Entry| entry.message.author != me;
    let last = held.end().iter().rfind(theirs).map(|entry| entry.seq);
    // What was read was received.
    if let (Some(last), Some(_)) = (last, held.place.standing())
        && last > held.place.read_seq()
    {
        model.reading.telling(conv).recv.raise(last);
    }
    if held.place.recount || held.place.standing().is_none() && model.link.is_live() {
        model.reading.unclear.insert(conv, Mono::default());
        model.conversations.entry(conv).place.recount = false;
    }
}

/// The server says where the person stands in a conversation.
pub(super) fn stands(model: &mut Model, turn: &mut Turn, conv: ConversationId, standing: Standing) {
    let Some(held) = model.conversations.held.get_mut(&conv) else {
        return;
    };
    let before = held.place.standing().map(|standing| standing.cursor);
    let read = standing.cursor.read_seq;
    held.place.take(standing);
    let after = held.place.standing().map(|standing| standing.cursor);
    model.reading.unclear.remove(&conv);
    heard(model, turn, conv, read);
    mark_heard(
        model,
        conv,
        before.unwrap_or_default(),
        after.unwrap_or_default(),
    );
    claim(model, turn, conv);
    received(model, conv);
    why::moved(model, conv);
    drafts::heard(model, turn, conv);
    turn.touch_conversation(conv);
    visit(model, turn);
}

/// The server says how far the person has read.
pub(super) fn cursor(model: &mut Model, turn: &mut Turn, conv: ConversationId, cursor: Cursor) {
    let Some(held) = model.conversations.held.get_mut(&conv) else {
        return;
    };
    let before = held.place.standing().map(|standing| standing.cursor);
    if held.place.take_cursor(cursor) {
        turn.touch(Slice::Sidebar);
        turn.touch(Slice::Timeline(conv));
    }
    let after = held.place.standing().map(|standing| standing.cursor);
    heard(model, turn, conv, cursor.read_seq);
    mark_heard(
        model,
        conv,
        before.unwrap_or_default(),
        after.unwrap_or_default(),
    );
}

/// The server says how far the others have got.
pub(super) fn receipts(
    model: &mut Model,
    turn: &mut Turn,
    conv: ConversationId,
    receipts: Vec<Receipt>,
) {
    let Some(held) = model.conversations.held.get_mut(&conv) else {
        return;
    };
    let mut moved = false;
    for receipt in receipts {
        moved |= held.place.receipt(receipt);
    }
    if moved {
        turn.touch(Slice::Sidebar);
        turn.touch(Slice::Timeline(conv));
        why::moved(model, conv);
    }
}

/// The server knows how far the person has read: what was written down for it is not needed any more.
fn heard(model: &mut Model, turn: &mut Turn, conv: ConversationId, read: Seq) {
    if let (true, Some(me)) = (model.reading.confirmed(conv, read), model.me()) {
        turn.store(model, vec![Write::Delete(persist::read_key(me, conv))]);
    }
}

/// A later mark came from the server: it is the answer to the one that was told, or later than it.
fn mark_heard(model: &mut Model, conv: ConversationId, before: Cursor, after: Cursor) {
    if after.marked_ver > before.marked_ver
        && let Some(telling) = model.reading.tellings.get_mut(&conv)
        && telling.mark.is_some_and(|(_, told)| told)
    {
        telling.mark = None;
    }
}

/// A place that was read back counts, now that the conversation is known.
fn claim(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let Some(me) = model.me() else { return };
    let Some((epoch, upto)) = model.reading.claims.remove(&(me, conv)) else {
        return;
    };
    if model.conversations.epoch == Some(epoch) {
        advance(model, turn, conv, upto);
    }
    match model.reading.tellings.get_mut(&conv) {
        Some(telling) if telling.read.due().is_some() => telling.stored = telling.read.wanted,
        _ => turn.store(model, vec![Write::Delete(persist::read_key(me, conv))]),
    }
}

/// What was read means nothing any more: it is another history, or another person.
pub(super) fn void(model: &mut Model) {
    left(model);
    model.reading.tellings.clear();
    model.reading.unclear.clear();
}
