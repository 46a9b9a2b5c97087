//! The timeline of one conversation: rows with keys that never change.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    protocol::v1::ErrorCode,
    seq::Seq,
    time::Timestamp,
};

use crate::model::Model;

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
    /// A message.
    Message(MessageRow),
}

impl Row {
    /// The row's key.
    pub const fn key(&self) -> RowKey {
        match self {
            Self::Start => RowKey::Start,
            Self::Day { day, .. } => RowKey::Day(*day),
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
    /// It is so long that only its beginning is shown, with "Show more".
    pub long: bool,
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
    _model: &Model,
    _conv: ConversationId,
    _day_of: &dyn Fn(Timestamp) -> i32,
) -> TimelineView {
    TimelineView::default()
}
