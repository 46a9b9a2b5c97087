//! What the server is told of reading and asked about it, and what is written down until it has heard.

use common::{
    ids::ConversationId,
    limits::READ_MANY,
    protocol::v1::{ClientBody, ReadMark, caps},
    seq::Seq,
};

use super::{reading, turn::Turn};
use crate::{
    effect::Write,
    input::Mono,
    model::{Model, conversations::Held, reading::Forward, requests::Asked},
    persist,
};

/// Standings asked for at once: enough to hide a round trip.
const PARALLEL_STANDINGS: usize = 4;

/// Everything missed has arrived. A conversation of which the server has not said where the person stands is asked about.
pub(super) fn caught_up(model: &mut Model) {
    if model.offers(caps::RECEIPTS) {
        let held = model.conversations.held.iter();
        let unclear = held.filter(|(_, held)| held.place.standing().is_none());
        let unclear = unclear.map(|(conv, _)| (*conv, Mono::default()));
        model.reading.unclear.extend(unclear);
    }
}

/// Tells the server what is due at this moment.
pub(super) fn tell(model: &mut Model, turn: &mut Turn, at: Mono) {
    if !model.link.is_ready() || !model.offers(caps::RECEIPTS) {
        return;
    }
    let due = |place: &Forward| place.due().is_some_and(|due| due <= at);
    let live = model.link.is_live();
    let tellings = model.reading.tellings.iter();
    let candidates: Vec<ConversationId> = tellings
        .filter(|(_, telling)| due(&telling.read) || telling.mark.is_some_and(|(_, told)| !told))
        .map(|(conv, _)| *conv)
        .collect();
    let (mut reads, mut marks) = (Vec::new(), Vec::new());
    for conv in candidates {
        let accepted = model.is_accepted(conv);
        let telling = model.reading.telling(conv);
        // A mark has no order of its own: it waits until a later one would have arrived.
        if let Some((on, told)) = &mut telling.mark
            && live
            && !*told
        {
            *told = true;
            marks.push(ClientBody::MarkUnread { conv, on: *on });
        }
        if accepted && due(&telling.read) {
            let upto = telling.tell_read(model.now);
            reads.push(ReadMark { conv, upto });
        }
    }
    for reads in reads.chunks(READ_MANY) {
        let body = match *reads {
            [ReadMark { conv, upto }] => ClientBody::Read { conv, upto },
            _ => ClientBody::ReadMany {
                marks: reads.to_vec(),
            },
        };
        let frame = turn.tell(model, body);
        for read in reads {
            model.reading.telling(read.conv).read.told_by(frame);
        }
    }
    for mark in marks {
        turn.tell(model, mark);
    }
    received(model, turn, at);
}

/// Tells how far this device has received, as far as it is due at this moment: as much of it as the server should hear at once, the latest first.
fn received(model: &mut Model, turn: &mut Turn, at: Mono) {
    let now = model.now;
    while model.reading.pace.free_at() <= now
        && let Some(conv) = latest_received(model, at)
    {
        model.reading.pace.take(now);
        let upto = model.reading.telling(conv).recv.tell(now);
        let frame = turn.tell(model, ClientBody::Recv { conv, upto });
        model.reading.telling(conv).recv.told_by(frame);
    }
}

/// Of the conversations of which that is due, the one with the latest message.
fn latest_received(model: &Model, at: Mono) -> Option<ConversationId> {
    let tellings = model.reading.tellings.iter();
    let due = tellings.filter(|(_, telling)| telling.recv.due().is_some_and(|due| due <= at));
    due.map(|(conv, _)| *conv)
        .filter(|conv| model.is_accepted(*conv))
        .max_by_key(|conv| {
            let held = model.conversations.get(*conv);
            held.and_then(Held::last).map(|entry| entry.message.at)
        })
}

/// Asks where the person stands, where that is not clear.
pub(super) fn ask(model: &mut Model, turn: &mut Turn) {
    if !model.offers(caps::RECEIPTS) {
        return;
    }
    let open = |asked| matches!(asked, Asked::Standing(_));
    let room = PARALLEL_STANDINGS.saturating_sub(model.requests.count(open));
    let unclear = model.reading.unclear.iter();
    let due: Vec<_> = unclear
        .filter(|(conv, at)| **at <= model.now && !model.requests.is_open(Asked::Standing(**conv)))
        .map(|(conv, _)| *conv)
        .take(room)
        .collect();
    for conv in due {
        turn.ask(model, Asked::Standing(conv), ClientBody::Standing { conv });
    }
}

/// The server does not say where the person stands: it is asked again then, or not.
pub(super) fn refused(model: &mut Model, conv: ConversationId, again: Option<Mono>) {
    match again {
        Some(at) => drop(model.reading.unclear.insert(conv, at)),
        None => drop(model.reading.unclear.remove(&conv)),
    }
}

/// Writes down what the server is not known to have heard.
pub(super) fn write_down(model: &mut Model, turn: &mut Turn) {
    let Some((me, epoch)) = model.me().zip(model.conversations.epoch) else {
        return;
    };
    let unwritten = model.reading.take_unwritten().into_iter();
    let writes = unwritten
        .map(|(conv, upto)| Write::Put(persist::read(me, conv, epoch, upto)))
        .collect();
    turn.store(model, writes);
}

/// The person signs out: what the server has not heard is kept for their return.
pub(super) fn leave(model: &mut Model, turn: &mut Turn) {
    write_down(model, turn);
    if let Some((me, epoch)) = model.me().zip(model.conversations.epoch) {
        let stored = model.reading.tellings.iter();
        let kept = stored.filter(|(_, telling)| telling.stored > Seq::ZERO);
        let kept: Vec<_> = kept
            .map(|(conv, telling)| ((me, *conv), (epoch, telling.stored)))
            .collect();
        model.reading.claims.extend(kept);
    }
    reading::void(model);
}

/// When there will be something to do.
pub(super) fn next_due(model: &Model) -> Option<Mono> {
    let reading = &model.reading;
    let ready = model.link.is_ready();
    let told = reading.tellings.values().filter(|_| ready);
    let free = reading.pace.free_at();
    let told = told.flat_map(|telling| {
        let recv = telling.recv.due().map(|due| due.max(free));
        [telling.read.due(), recv]
    });
    let there = reading.attention.is_there(model.now);
    let view = reading.view.as_ref().filter(|_| there);
    let seen = view.and_then(|view| view.next_seen(model.now));
    let unclear = reading.unclear.values().copied().map(Some);
    told.chain(unclear)
        .chain([seen])
        .flatten()
        .filter(|at| *at > model.now)
        .min()
}
