//! The list of conversations.

use core::cmp::Reverse;

use common::{
    ids::{ConversationId, UserId},
    model::{ConversationKind, Entry, Preview},
    time::Timestamp,
};

use super::{
    header::{partner, title},
    timeline::{Delivery, delivery},
};
use crate::{
    input::Route,
    model::{
        Model,
        outbox::{Item, State},
    },
};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidebarView {
    /// The conversations, the one with the latest message first.
    pub rows: Vec<SidebarRow>,
    /// The list is not known yet: an empty one says nothing.
    pub loading: bool,
}

/// One conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidebarRow {
    /// Which one.
    pub conv: ConversationId,
    /// Its name.
    pub title: String,
    /// The other person, in a direct one.
    pub partner: Option<UserId>,
    /// Its last message.
    pub last: Option<Line>,
    /// It is the one on screen.
    pub active: bool,
    /// What the composer holds there, unless it is the one on screen. Cut to what a list shows.
    pub draft: Option<String>,
    /// Messages unread; 0 until the server offers receipts.
    pub unread: u32,
}

/// The last message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text, cut to what a list shows; `None` for a deleted message, or one that this version cannot show.
    pub text: Option<String>,
    /// When it was committed; when it was written, for one that was not sent yet.
    pub at: Timestamp,
    /// What became of it.
    pub delivery: Delivery,
}

/// The list of conversations.
pub fn sidebar(model: &Model) -> SidebarView {
    let Some(me) = model.me() else {
        return SidebarView::default();
    };
    let conversations = model.conversations.held.iter();
    let known = conversations.filter_map(|(conv, held)| Some((*conv, held.kind()?, held.last())));
    let mut rows: Vec<SidebarRow> = known
        .map(|(conv, kind, last)| row(model, me, (conv, kind), last))
        .collect();
    rows.sort_by_cached_key(|row| {
        let last = row.last.as_ref().map(|line| line.at);
        (Reverse(last), row.title.to_lowercase(), row.conv)
    });
    SidebarView {
        rows,
        loading: !model.conversations.complete,
    }
}

fn row(
    model: &Model,
    me: UserId,
    (conv, kind): (ConversationId, ConversationKind),
    last: Option<&Entry>,
) -> SidebarRow {
    let active = model.route == Route::Conversation(conv);
    let pending = model.outbox.of(me, conv).next_back();
    let draft = model.drafts.get(me, conv).filter(|_| !active);
    SidebarRow {
        conv,
        title: title(model, conv),
        partner: partner(model, me, conv, kind),
        last: pending
            .map(|item| pending_line(model, item))
            .or_else(|| last.map(|entry| line(me, entry))),
        active,
        draft: draft
            .map(|draft| cut(draft.remainder().trim()))
            .filter(|text| !text.is_empty()),
        unread: 0,
    }
}

fn line(me: UserId, entry: &Entry) -> Line {
    Line {
        text: entry.message.draft.body.as_text().map(cut),
        at: entry.message.at,
        delivery: if entry.message.author == me {
            Delivery::Sent
        } else {
            Delivery::Received
        },
    }
}

fn pending_line(model: &Model, item: &Item) -> Line {
    Line {
        text: Some(cut(&item.text)),
        at: match item.state {
            State::Sent { at, .. } => at,
            _ => model.by_server_clock(item.created),
        },
        delivery: delivery(model, item),
    }
}

/// Cuts a text to what a list shows.
fn cut(text: &str) -> String {
    text.chars().take(Preview::CHARS).collect()
}
