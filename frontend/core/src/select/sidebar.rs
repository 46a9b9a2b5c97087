//! The list of conversations.

use core::cmp::Reverse;

use common::{
    fold::Reckoning,
    ids::{ConversationId, PictureId, UserId},
    model::{Entry, Presence, Preview, Standing},
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

/// The list: what there is, in order. What a line says is asked for as it is drawn ([`sidebar_row`]): of thousands only those in view are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidebarView {
    /// The conversations: requests first, and of each kind the one with the latest message first.
    pub listed: Vec<Listed>,
    /// The list is not known yet: an empty one says nothing.
    pub loading: bool,
    /// All that is unread, for the window's title and icon; requests do not count.
    pub unread: u32,
}

/// That a conversation is in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub conv: ConversationId,
    /// Someone asks to talk: it stands apart until that is decided.
    pub request: bool,
    /// There is something unread, or the person marked it.
    pub news: bool,
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
    let (mut requests, mut others, mut unread) = (Vec::new(), Vec::new(), 0_u32);
    for (conv, held) in &model.conversations.held {
        if !is_listed(model, me, *conv, held) {
            continue;
        }
        let last = match model.outbox.of(me, *conv).next_back() {
            Some(item) => Some(pending_at(model, item)),
            None => held.last().map(|entry| entry.message.at),
        };
        let badge = badge(model, *conv, held.reckoning(me));
        // Those in which nothing was said stand in the order in which they began.
        let place = (Reverse(last), *conv, badge > 0 || model.is_marked(*conv));
        if matches!(gate(model, me, *conv), Gate::Request { .. }) {
            requests.push(place);
        } else {
            others.push(place);
            unread = unread.saturating_add(badge);
        }
    }
    let mut listed = Vec::with_capacity(requests.len() + others.len());
    for (mut places, request) in [(requests, true), (others, false)] {
        places.sort_unstable();
        listed.extend(places.into_iter().map(|(_, conv, news)| Listed {
            conv,
            request,
            news,
        }));
    }
    SidebarView {
        listed,
        loading: !model.conversations.complete,
        unread,
    }
}

/// One that was declined is out of the list, but not off the screen. Whoever wrote there since declines it no more.
fn is_listed(model: &Model, me: UserId, conv: ConversationId, held: &Held) -> bool {
    let declined = |standing: &Standing| standing.settings.declined;
    let mut members = held.members().iter();
    held.kind().is_some()
        && (!held.place.standing().is_some_and(declined)
            || members.any(|member| member.user == me && member.consents)
            || model.route == Route::Conversation(conv))
}

/// A line of the list.
pub fn sidebar_row(model: &Model, conv: ConversationId) -> Option<SidebarRow> {
    let (me, held) = model.me().zip(model.conversations.get(conv))?;
    let partner = partner(model, me, conv, held.kind()?);
    let active = model.route == Route::Conversation(conv);
    let pending = model.outbox.of(me, conv).next_back();
    let draft = model.drafts.get(me, conv).filter(|_| !active);
    Some(SidebarRow {
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
    })
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
        at: pending_at(model, item),
        delivery: delivery(model, item),
    }
}

fn pending_at(model: &Model, item: &Item) -> Timestamp {
    match item.state {
        State::Sent { at, .. } => at,
        _ => model.by_server_clock(item.created),
    }
}

/// Cuts a text to what a list shows.
fn cut(text: &str) -> String {
    text.chars().take(Preview::CHARS).collect()
}
