//! Why something is shown as it is. Whatever is explained here comes from the function that drew it, and stands beside what that function
//! looked at; the tests walk through states and compare.

mod presence;

use common::{
    fold::{
        self, Counted, Reckoning,
        receipts::{Reached, reached_by},
    },
    ids::{ConversationId, IdempotencyKey, PictureId, UserId},
    limits::RECEIPTS_MEMBERS,
    protocol::v1::{Witness, caps},
    seq::{Rev, Seq},
    time::Timestamp,
};

pub use self::presence::{PresenceWhy, UnknownBecause};
use super::{
    composer::{Gate, gate},
    header::title,
    sidebar::badge,
    timeline::{Delivery, MessageRow, hides, logged, others, written},
};
use crate::{
    input::Matter,
    model::{
        Model,
        conversations::Held,
        inquiry::{Known, Traces},
        outbox::{Item, State},
        requests::Asked,
    },
};

/// Why something is shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyView {
    /// A message and its tick.
    Message(Box<MessageWhy>),
    /// What is unread in a conversation.
    Unread(UnreadWhy),
    /// Whether someone is there.
    Presence(PresenceWhy),
    /// It is not there any more.
    Gone,
}

/// Why a message is shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageWhy {
    /// The message as the timeline draws it; only what stands above it is left out of account.
    pub row: MessageRow,
    /// Why its tick is as it is.
    pub because: Because,
    /// How far it has got with each of those by whom the tick goes.
    pub people: Vec<PersonWhy>,
    /// Whether it counts as unread, and why not; nothing before it is in the log, and before it is known how far the person has read.
    pub counted: Option<Counted>,
    /// How far the person has read.
    pub read_seq: Option<Seq>,
    /// The version of the conversation that had it first.
    pub rev: Option<Rev>,
    /// When it was changed last.
    pub edited_at: Option<Timestamp>,
    /// Whether the server has said what only it knows: the times.
    pub told: Told,
}

/// Why a tick is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Someone else wrote it: it has none.
    Theirs,
    /// It is being written down on this device.
    WritingDown,
    /// There is no connection by which it could leave.
    NoConnection,
    /// Others leave before it.
    InLine,
    /// It left, and the server has not answered.
    Unanswered,
    /// The server asked to wait.
    ToldToWait,
    /// It waits for the person to say that it should still be sent.
    Asking,
    /// The server refused it.
    Refused,
    /// The log has it. Nobody else is there who could receive it.
    Alone,
    /// The log has it. The server says nothing of receipts.
    NotOffered,
    /// The log has it. The person lets nobody know what they read here, and so learns of nobody.
    Hidden,
    /// The log has it. The person blocked the other.
    Blocked,
    /// The log has it. Not both have accepted yet.
    NotAccepted,
    /// The log has it. So many people are in the conversation that nobody is told.
    Crowd,
    /// The log has it, and it has got as far as with whoever is furthest behind, as far as they let it be known.
    Others,
}

/// How far a message has got with one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonWhy {
    /// Who.
    pub user: UserId,
    /// Their name; empty if it is not known.
    pub name: String,
    /// Their picture.
    pub picture: Option<PictureId>,
    /// How far, as the tick takes it.
    pub reached: Reached,
    /// When it reached a device of theirs, as the server says.
    pub received_at: Option<Timestamp>,
    /// When they read it, likewise.
    pub read_at: Option<Timestamp>,
}

/// Whether the server has said what only it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It has.
    Here,
    /// It is being asked, or will be once the message is in the log.
    Awaited,
    /// There is no connection.
    NoConnection,
    /// It does not.
    Nothing,
}

/// Why so much is unread in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadWhy {
    /// The conversation's name.
    pub title: String,
    /// What the badge says.
    pub badge: u32,
    /// What the number is made of.
    pub reckoning: Reckoning,
    /// How far the person has read; nothing before the server has said it.
    pub read_seq: Option<Seq>,
    /// The last entry there is.
    pub last_seq: Seq,
    /// The end is being looked at: the badge says nothing.
    pub watching: bool,
    /// The person marked it as unread.
    pub marked: bool,
    /// It is a request: it does not count in the window's title.
    pub request: bool,
}

/// Whether that was asked of anything.
pub fn asks_why(model: &Model) -> bool {
    model.me().is_some() && model.inquiry.is_some()
}

/// Why something is shown as it is, if that was asked.
pub fn why(model: &Model) -> Option<WhyView> {
    let (me, inquiry) = model.me().zip(model.inquiry.as_ref())?;
    let view = match inquiry.about {
        Matter::Message { conv, author, cid } => message(model, me, conv, (author, cid))
            .map(|message| WhyView::Message(Box::new(message))),
        Matter::Unread(conv) => unread(model, me, conv).map(WhyView::Unread),
        Matter::Presence(user) => Some(WhyView::Presence(presence::person(model, me, user))),
    };
    Some(view.unwrap_or(WhyView::Gone))
}

fn message(
    model: &Model,
    me: UserId,
    conv: ConversationId,
    (author, cid): (UserId, IdempotencyKey),
) -> Option<MessageWhy> {
    let held = model.conversations.get(conv)?;
    let others = others(model, held, me);
    let known = model.message(conv, author, cid)?;
    let traces = model.inquiry.as_ref()?.traces.as_ref();
    let read_seq = held
        .place
        .standing()
        .map(|standing| standing.cursor.read_seq);
    let (row, because, sent_rev) = match known {
        Known::Entry(entry) => {
            let row = logged(model, held, (me, &others), entry);
            let because = in_log(model, held, conv, (&others, &row.delivery));
            (row, because, None)
        }
        Known::Item(item) => {
            let rev = match item.state {
                State::Sent { rev, .. } => Some(rev),
                _ => None,
            };
            (written(model, item), waits(model, item), rev)
        }
    };
    let entry = match known {
        Known::Entry(entry) => Some(entry),
        Known::Item(_) => None,
    };
    let shown = entry.filter(|_| because == Because::Others);
    Some(MessageWhy {
        people: shown.map_or_else(Vec::new, |entry| {
            let person = |user: &UserId| witness(model, held, entry.seq, traces, *user);
            others.iter().map(person).collect()
        }),
        counted: entry
            .zip(read_seq)
            .map(|(entry, read)| fold::judge(entry, me, read)),
        read_seq,
        rev: traces.map(|traces| traces.rev).or(sent_rev),
        edited_at: entry.and_then(|entry| entry.message.edited),
        told: told(model, entry.is_some()),
        row,
        because,
    })
}

/// Why the tick of a message that the log has is as it is. Only where nothing is known of anyone is there a reason but the others themselves.
fn in_log(
    model: &Model,
    held: &Held,
    conv: ConversationId,
    (others, delivery): (&[UserId], &Delivery),
) -> Because {
    match delivery {
        Delivery::Received => Because::Theirs,
        Delivery::Sent if !model.offers(caps::RECEIPTS) => Because::NotOffered,
        Delivery::Sent if others.iter().any(|other| model.blocks(*other)) => Because::Blocked,
        Delivery::Sent if !model.is_accepted(conv) => Because::NotAccepted,
        Delivery::Sent if hides(model, held) => Because::Hidden,
        Delivery::Sent if others.is_empty() => Because::Alone,
        Delivery::Sent if others.len() >= RECEIPTS_MEMBERS => Because::Crowd,
        _ => Because::Others,
    }
}

/// Why a message has not left, or is not known to have arrived.
fn waits(model: &Model, item: &Item) -> Because {
    let is_first = || {
        let mut waiting = model.outbox.of(item.owner, item.conv).filter(|other| {
            !matches!(other.state, State::Failed { .. } | State::Sent { .. })
                && !model.is_asking(other)
        });
        waiting.next().is_some_and(|first| first.cid == item.cid)
    };
    match item.state {
        State::Failed { .. } => Because::Refused,
        State::Sent { .. } => Because::Unanswered,
        State::Ready if model.is_asking(item) => Because::Asking,
        State::Saving => Because::WritingDown,
        _ if !model.link.is_ready() => Because::NoConnection,
        State::InFlight => Because::Unanswered,
        State::NotBefore(_) if is_first() => Because::ToldToWait,
        State::NotBefore(_) | State::Ready => Because::InLine,
    }
}

/// How far a message has got with one person: as the tick takes it, with the times that the server gives.
fn witness(
    model: &Model,
    held: &Held,
    seq: Seq,
    traces: Option<&Traces>,
    user: UserId,
) -> PersonWhy {
    let receipt = held.place.standing().and_then(|standing| {
        let mut receipts = standing.receipts.iter();
        receipts.find(|receipt| receipt.user == user)
    });
    let reached = receipt.map_or(Reached::Log, |receipt| reached_by(seq, receipt));
    let when = |witnesses: &[Witness]| {
        let mut witnesses = witnesses.iter();
        Some(witnesses.find(|witness| witness.user == user)?.at)
    };
    PersonWhy {
        user,
        name: model.people.name(user).to_owned(),
        picture: model.people.picture(user),
        reached,
        received_at: traces.and_then(|traces| when(&traces.received)),
        read_at: traces.and_then(|traces| when(&traces.read)),
    }
}

fn told(model: &Model, logged: bool) -> Told {
    let Some(inquiry) = &model.inquiry else {
        return Told::Nothing;
    };
    let asked = inquiry.due.is_some() || model.requests.is_open(Asked::Why);
    if inquiry.traces.is_some() {
        Told::Here
    } else if logged && !model.offers(caps::RECEIPTS) {
        Told::Nothing
    } else if !model.link.is_live() {
        Told::NoConnection
    } else if asked {
        Told::Awaited
    } else {
        Told::Nothing
    }
}

fn unread(model: &Model, me: UserId, conv: ConversationId) -> Option<UnreadWhy> {
    let held = model.conversations.get(conv)?;
    held.kind()?;
    let reckoning = held.reckoning(me);
    Some(UnreadWhy {
        title: title(model, conv),
        badge: badge(model, conv, reckoning),
        reckoning,
        read_seq: held
            .place
            .standing()
            .map(|standing| standing.cursor.read_seq),
        last_seq: held.last_seq(),
        watching: model.is_watching(conv),
        marked: model.is_marked(conv),
        request: matches!(gate(model, me, conv), Gate::Request { .. }),
    })
}
