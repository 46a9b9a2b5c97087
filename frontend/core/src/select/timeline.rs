//! The timeline of one conversation: rows with keys that never change.

use common::{
    fold::{self, receipts::Reached},
    ids::{ConversationId, IdempotencyKey, PictureId, UserId},
    model::{Body, ConversationKind, Entry},
    protocol::v1::ErrorCode,
    seq::Seq,
    time::Timestamp,
};

pub use crate::model::conversations::Times;
use crate::model::{
    Model,
    conversations::{Held, Paging, Want},
    outbox::{Item, State},
};

/// Messages of one author that follow each other within this time stand under one name.
const GROUP_MS: u64 = 5 * 60 * 1_000;

/// A text with more characters than this is shown in part, with "Show more": a few screens, more than which buries what others said.
const LONG_CHARS: usize = 8_000;
/// The same for lines: some two screens, since a line takes as much room as eighty characters.
const LONG_LINES: usize = 60;

/// A timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineView {
    /// Its rows, oldest first. Keys are unique.
    pub rows: Vec<Row>,
    /// What is before the first row.
    pub older: Older,
    /// The bodies are not here yet: an empty timeline says nothing.
    pub loading: bool,
    /// How many messages came while the end was out of view ("Jump to latest (3)").
    pub below: u32,
}

/// What is before the first row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Older {
    /// Nothing: the timeline begins there.
    #[default]
    Start,
    /// More, to be asked for with [`crate::input::Intent::LoadOlder`].
    More,
    /// More, and it is on its way.
    Loading,
}

/// A row's key. A message keeps its own from the moment it is written, through its echo, for ever, so that its place on screen survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// The start of the timeline.
    Start,
    /// The divider above this day of the reader's calendar.
    Day(i32),
    /// The divider above what was unread when the conversation was opened.
    New,
    /// A message: its author and the key that the author gave it, which is unique among that author's.
    Message(UserId, IdempotencyKey),
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The timeline begins here.
    Start,
    /// A new day.
    Day {
        /// Its number in the reader's calendar.
        day: i32,
        /// A moment in it.
        at: Timestamp,
    },
    /// What follows was unread when the conversation was opened.
    New,
    /// A message.
    Message(MessageRow),
}

impl Row {
    /// The row's key.
    pub const fn key(&self) -> RowKey {
        match self {
            Self::Start => RowKey::Start,
            Self::Day { day, .. } => RowKey::Day(*day),
            Self::New => RowKey::New,
            Self::Message(message) => RowKey::Message(message.author, message.cid),
        }
    }
}

/// A message on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Its key among its author's; what [`crate::input::Intent::Retry`] and its like name.
    pub cid: IdempotencyKey,
    /// Its place, once it has one.
    pub seq: Option<Seq>,
    /// Who wrote it.
    pub author: UserId,
    /// The author's name; empty if it is not known.
    pub author_name: String,
    /// The author's picture.
    pub picture: Option<PictureId>,
    /// Written by the reader.
    pub own: bool,
    /// It continues the message above: no name or time is repeated.
    pub grouped: bool,
    /// When it was committed; when it was written, for one that was not sent yet.
    pub at: Timestamp,
    /// It was edited.
    pub edited: bool,
    /// What it says.
    pub body: RowBody,
    /// It is so long that only its beginning is shown, with "Show more": so many bytes of it.
    pub beginning: Option<usize>,
    /// What became of it.
    pub delivery: Delivery,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowBody {
    /// Text.
    Text(String),
    /// It was deleted.
    Deleted,
    /// Something that this version cannot show.
    Unknown,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Someone else wrote it.
    Received,
    /// On its way, or waiting for the connection.
    Sending,
    /// In the log, durably.
    Sent,
    /// It reached a device of everyone else.
    Delivered(Times),
    /// Everyone else has read it.
    Read(Times),
    /// It has waited for more than a day: it is sent when the person says so ([`crate::input::Intent::Retry`]).
    Asking,
    /// It was refused: retry, copy, delete.
    Failed {
        /// For the app's own words.
        code: ErrorCode,
        /// The server's words, in English, for codes that the app has no words for.
        message: String,
    },
}

/// The timeline of a conversation. `day_of` gives the day of the reader's calendar on which a moment falls, as a number that grows by one a
/// day; the zone is the shell's to know.
pub fn timeline(
    model: &Model,
    conv: ConversationId,
    day_of: &dyn Fn(Timestamp) -> i32,
) -> TimelineView {
    let held = model.conversations.get(conv);
    let Some((me, held)) = model
        .me()
        .zip(held.filter(|held| !waits(model, conv, held)))
    else {
        return TimelineView {
            loading: !model.conversations.missing.contains(&conv),
            ..TimelineView::default()
        };
    };
    let entries = held.body.as_ref().map_or(&[][..], |body| &body.entries);
    let at_start = held.is_at_start(me);
    let mut rows = Rows::new(day_of);
    if at_start {
        rows.done.push(Row::Start);
    }
    let divider = divider(model, conv, me, entries);
    let others = others(model, held, me);
    for entry in entries {
        if divider == Some(entry.seq) {
            rows.divide(entry.message.at);
        }
        rows.message(logged(model, held, (me, &others), entry));
    }
    let mut pending = model.outbox.of(me, conv).peekable();
    if pending.peek().is_some() {
        let own = entries.iter().filter(|entry| entry.message.author == me);
        let shown: Vec<IdempotencyKey> = own.map(|entry| entry.message.draft.cid).collect();
        for item in pending.filter(|item| !shown.contains(&item.cid)) {
            rows.message(written(model, item));
        }
    }
    let unseen = entries
        .iter()
        .rev()
        .take_while(|entry| entry.seq > held.seen);
    TimelineView {
        rows: rows.done,
        older: match held.paging {
            _ if at_start => Older::Start,
            Paging::Idle => Older::More,
            Paging::From(_) | Paging::Asked(_) => Older::Loading,
        },
        loading: held.body.is_none(),
        below: if held.scrolled_up {
            let theirs = unseen.filter(|entry| entry.message.author != me);
            match held.place.standing() {
                Some(_) => held.unread(me),
                None => u32::try_from(theirs.count()).unwrap_or(u32::MAX),
            }
        } else {
            0
        },
    }
}

/// Where to begin is not known yet: what was unread, or what came since, is on its way.
fn waits(model: &Model, conv: ConversationId, held: &Held) -> bool {
    let found = model.reading.visit.is_some() || !model.link.is_ready();
    let behind = held.outline.is_some() && held.want != Want::Nothing;
    model.reading.seeks(conv) || behind && !found
}

/// Rows being put together: which day it is, and whose words are above.
struct Rows<'a> {
    done: Vec<Row>,
    day_of: &'a dyn Fn(Timestamp) -> i32,
    day: Option<i32>,
    above: Option<(UserId, Timestamp)>,
}

impl<'a> Rows<'a> {
    fn new(day_of: &'a dyn Fn(Timestamp) -> i32) -> Self {
        Self {
            done: Vec::new(),
            day_of,
            day: None,
            above: None,
        }
    }

    /// What follows is new; a new day is said first.
    fn divide(&mut self, at: Timestamp) {
        self.day(at);
        self.above = None;
        self.done.push(Row::New);
    }

    fn day(&mut self, at: Timestamp) {
        let day = (self.day_of)(at);
        // Only a later day makes a divider: a clock that went back must not make a second one of the same day.
        if self.day.is_none_or(|shown| day > shown) {
            self.done.push(Row::Day { day, at });
            self.day = Some(day);
            self.above = None;
        }
    }

    fn message(&mut self, mut row: MessageRow) {
        self.day(row.at);
        row.grouped = self
            .above
            .is_some_and(|(author, at)| author == row.author && row.at.millis_since(at) < GROUP_MS);
        self.above = Some((row.author, row.at));
        self.done.push(Row::Message(row));
    }
}

/// A message that the log has.
pub(super) fn logged(
    model: &Model,
    held: &Held,
    (me, others): (UserId, &[UserId]),
    entry: &Entry,
) -> MessageRow {
    let message = &entry.message;
    let own = message.author == me;
    let body = match &message.draft.body {
        Body::Text { text } => RowBody::Text(text.clone()),
        Body::Deleted => RowBody::Deleted,
        _ => RowBody::Unknown,
    };
    MessageRow {
        cid: message.draft.cid,
        seq: Some(entry.seq),
        author: message.author,
        author_name: model.people.name(message.author).to_owned(),
        picture: model.people.picture(message.author),
        own,
        grouped: false,
        at: message.at,
        edited: message.edited.is_some(),
        beginning: message.draft.body.as_text().and_then(beginning),
        body,
        delivery: delivered(held, me, others, entry),
    }
}

/// The person sees nobody's receipts here, because they give none.
pub(super) fn hides(model: &Model, held: &Held) -> bool {
    let account = model
        .account
        .as_ref()
        .map(|account| &account.settings.privacy);
    let settings = held.place.standing().map(|standing| standing.settings);
    let own = settings.and_then(|settings| settings.receipts);
    let gives = account.is_none_or(|privacy| fold::receipts::gives_receipts(privacy, own));
    let private = held.kind() == Some(ConversationKind::Direct);
    private && !fold::receipts::sees_receipts(true, gives)
}

/// The others whose receipts say how far an own message has got; nobody where the person sees none.
pub(super) fn others(model: &Model, held: &Held, me: UserId) -> Vec<UserId> {
    if hides(model, held) {
        return Vec::new();
    }
    let current = held.members().iter().filter(|member| member.is_current());
    let others = current.map(|member| member.user);
    others.filter(|user| *user != me).collect()
}

/// What became of a message that the log has.
pub(super) fn delivered(held: &Held, me: UserId, others: &[UserId], entry: &Entry) -> Delivery {
    if entry.message.author != me {
        return Delivery::Received;
    }
    match held.place.reached(entry.seq, others) {
        (Reached::Log, _) => Delivery::Sent,
        (Reached::Devices, times) => Delivery::Delivered(times),
        (Reached::Eyes, times) => Delivery::Read(times),
    }
}

/// The first entry that was unread when the conversation was opened. Where what is held does not reach back to it, it is not known yet.
fn divider(model: &Model, conv: ConversationId, me: UserId, entries: &[Entry]) -> Option<Seq> {
    let visit = model.reading.visit.filter(|visit| visit.conv == conv)?;
    let first = entries
        .first()
        .filter(|first| first.seq <= visit.read.next());
    first?;
    fold::first_unread(entries, me, visit.read).filter(|seq| *seq <= visit.last)
}

/// A message that the log is not known to have, or whose event has not come yet.
pub(super) fn written(model: &Model, item: &Item) -> MessageRow {
    let (seq, at) = match item.state {
        State::Sent { seq, at, .. } => (Some(seq), at),
        _ => (None, model.by_server_clock(item.created)),
    };
    MessageRow {
        cid: item.cid,
        seq,
        author: item.owner,
        author_name: model.people.name(item.owner).to_owned(),
        picture: model.people.picture(item.owner),
        own: true,
        grouped: false,
        at,
        edited: false,
        beginning: beginning(&item.text),
        body: RowBody::Text(item.text.clone()),
        delivery: delivery(model, item),
    }
}

/// What became of a message that is in the outbox.
pub(super) fn delivery(model: &Model, item: &Item) -> Delivery {
    match &item.state {
        State::Sent { .. } => Delivery::Sent,
        State::Failed { code, message } => Delivery::Failed {
            code: *code,
            message: message.clone(),
        },
        State::Ready if model.is_asking(item) => Delivery::Asking,
        State::Saving | State::Ready | State::InFlight | State::NotBefore(_) => Delivery::Sending,
    }
}

/// Where the beginning of a long text ends.
fn beginning(text: &str) -> Option<usize> {
    // Whatever begins a line in some browser.
    let breaks = text.match_indices(['\n', '\u{2028}', '\u{2029}']);
    let lines = breaks.map(|(at, _)| at).nth(LONG_LINES - 1);
    let upto = lines.map_or(text, |at| &text[..at]);
    let chars = upto.char_indices().nth(LONG_CHARS);
    chars.map(|(at, _)| at).or(lines)
}
