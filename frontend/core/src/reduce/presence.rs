//! Who is there: saying so of oneself, and asking of those on screen.

use core::cmp::Reverse;

use common::{
    ids::UserId,
    limits::WATCHED,
    model::ConversationKind,
    protocol::v1::{ClientBody, UserPresence, caps},
};

use super::{place, turn::Turn};
use crate::{
    model::{Model, conversations::Held},
    slice::Slice,
};

/// The rows of the list are watched from a multiple of this on: scrolling by a row asks nothing.
const ROWS: usize = 50;

/// The server says who is there.
pub(super) fn said(model: &mut Model, turn: &mut Turn, users: Vec<UserPresence>) {
    model.presence.hear(users);
    touch(model, turn);
}

/// The connection is gone: nobody's presence is known.
pub(super) fn disconnected(model: &mut Model, turn: &mut Turn) {
    model.presence.disconnected();
    touch(model, turn);
}

fn touch(model: &Model, turn: &mut Turn) {
    turn.touch(Slice::Sidebar);
    if let Some(conv) = place::open(model) {
        turn.touch(Slice::Header(conv));
    }
}

/// The list was scrolled: this is its first row in view.
pub(super) fn scrolled(model: &mut Model, row: usize) {
    let first = row / ROWS * ROWS;
    model.presence.stale |= model.presence.first_row != first;
    model.presence.first_row = first;
}

/// Tells the server what has changed since it was told: whether the person is active, and who is on screen.
pub(super) fn tell(model: &mut Model, turn: &mut Turn) {
    model.presence.stale |= turn.touches(Slice::Sidebar);
    if !model.offers(caps::PRESENCE) || !model.link.is_live() {
        return;
    }
    let active = model.reading.attention.is_active(model.now);
    if model.presence.be(active) {
        turn.tell(model, ClientBody::Activity { active });
    }
    if !std::mem::take(&mut model.presence.stale) {
        return;
    }
    let users = on_screen(model);
    if model.presence.watch(&users) {
        touch(model, turn);
        turn.tell(model, ClientBody::Watch { users });
    }
}

/// Those in the open conversation, then the partners in the list from where it is scrolled to; as many as may be watched.
fn on_screen(model: &Model) -> Vec<UserId> {
    let Some(me) = model.me() else {
        return Vec::new();
    };
    let open = place::open(model).and_then(|conv| model.conversations.get(conv));
    let here = open.into_iter().flat_map(Held::members);
    let mut rows: Vec<_> = model
        .conversations
        .held
        .iter()
        .filter_map(|(conv, held)| {
            let last = held.last().map(|entry| entry.message.at);
            let direct = held.kind()? == ConversationKind::Direct;
            Some((Reverse(last), *conv, direct))
        })
        .collect();
    rows.sort_unstable();
    let listed = rows.into_iter().skip(model.presence.first_row);
    let partners = listed
        .filter(|(.., direct)| *direct)
        .filter_map(|(_, conv, _)| model.conversations.partner(me, conv));
    let mut users = Vec::new();
    for user in here.map(|member| member.user).chain(partners) {
        if users.len() == WATCHED {
            break;
        }
        if user != me
            && let Err(at) = users.binary_search(&user)
        {
            users.insert(at, user);
        }
    }
    users
}
