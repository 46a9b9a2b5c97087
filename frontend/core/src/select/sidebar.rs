//! The list of conversations.

use core::cmp::Reverse;

use common::{
    fold::Reckoning,
    ids::{ConversationId, PictureId, UserId},
    model::{ConversationKind, Entry, Presence, Preview},
    time::Timestamp,
};

use super::{
    composer::{Gate, gate},
    header::{is_muted, partner, presence, title},
    timeline::{Delivery, delivered, delivery, others},
    typing::{TypingView, typing},
};
use crate::{
    input::Route,
    model::{
        Model,
        conversations::Held,
        outbox::{Item, State},
    },
};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidebarView {
    /// The conversations: requests first, and of each kind the one with the latest message first.
    pub rows: Vec<SidebarRow>,
    /// The list is not known yet: an empty one says nothing.
    pub loading: bool,
    /// All that is unread, for the window's title and icon; requests do not count.
    pub unread: u32,
}

/// One conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sign of its own in the line, and all of them may show at once"
)]
pub struct SidebarRow {
    /// Which one.
    pub conv: ConversationId,
    /// Its name.
    pub title: String,
    /// The other person, in a direct one.
    pub partner: Option<UserId>,
    /// Their picture.
    pub picture: Option<PictureId>,
    /// Their presence, where the server offers it.
    pub presence: Option<Presence>,
    /// Who types there.
    pub typing: TypingView,
    /// Its last message.
    pub last: Option<Line>,
    /// It is the one on screen.
    pub active: bool,
    /// What the composer holds there, unless it is the one on screen. Cut to what a list shows.
    pub draft: Option<String>,
    /// Messages unread, stopping at [`common::limits::UNREAD_CAP`]; none in the one that is being looked at.
    pub unread: u32,
    /// The person marked it as unread.
    pub marked: bool,
    /// The person is told nothing of it.
    pub muted: bool,
    /// Someone asks to talk: it stands apart until that is decided.
    pub request: bool,
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
    let mut rows: Vec<SidebarRow> = conversations
        .filter(|(conv, held)| {
            // One that was declined is out of the list, but not off the screen. Whoever wrote there since declines it no more.
            let standing = held.place.standing();
            let mut members = held.members().iter();
            standing.is_none_or(|standing| !standing.settings.declined)
                || members.any(|member| member.user == me && member.consents)
                || model.route == Route::Conversation(**conv)
        })
        .filter_map(|(conv, held)| Some(row(model, me, (*conv, held.kind()?), held)))
        .collect();
    rows.sort_by_cached_key(|row| {
        let last = row.last.as_ref().map(|line| line.at);
        // Names decide among those in which nothing was said. Folding the case of thousands takes longer than putting them in order.
        let name = last.is_none().then(|| row.title.to_lowercase());
        (!row.request, Reverse(last), name, row.conv)
    });
    let counted = rows.iter().filter(|row| !row.request);
    SidebarView {
        unread: counted.map(|row| row.unread).fold(0, u32::saturating_add),
        rows,
        loading: !model.conversations.complete,
    }
}

fn row(
    model: &Model,
    me: UserId,
    (conv, kind): (ConversationId, ConversationKind),
    held: &Held,
) -> SidebarRow {
    let partner = partner(model, me, conv, kind);
    let active = model.route == Route::Conversation(conv);
    let pending = model.outbox.of(me, conv).next_back();
    let draft = model.drafts.get(me, conv).filter(|_| !active);
    SidebarRow {
        conv,
        title: title(model, conv),
        partner,
        picture: partner.and_then(|user| model.people.picture(user)),
        presence: partner.and_then(|user| presence(model, user)),
        typing: typing(model, conv),
        last: pending
            .map(|item| pending_line(model, item))
            .or_else(|| held.last().map(|entry| line(model, me, held, entry))),
        active,
        draft: draft
            .map(|draft| cut(draft.remainder().trim()))
            .filter(|text| !text.is_empty()),
        unread: badge(model, conv, held.reckoning(me)),
        marked: model.is_marked(conv),
        muted: is_muted(model, conv),
        request: matches!(gate(model, me, conv), Gate::Request { .. }),
    }
}

/// What the badge says, by what is unread: nothing while the end is being looked at.
pub(super) fn badge(model: &Model, conv: ConversationId, reckoning: Reckoning) -> u32 {
    if model.is_watching(conv) {
        0
    } else {
        reckoning.count()
    }
}

fn line(model: &Model, me: UserId, held: &Held, entry: &Entry) -> Line {
    Line {
        text: entry.message.draft.body.as_text().map(cut),
        at: entry.message.at,
        delivery: delivered(held, me, &others(model, held, me), entry),
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
