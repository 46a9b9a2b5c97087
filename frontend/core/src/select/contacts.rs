//! The people with whom something is settled, or not yet: contacts, requests, and those who are blocked.

use std::collections::BTreeSet;

use common::{
    ids::{ConversationId, UserId},
    model::{ConversationKind, Profile},
    protocol::v1::{ClientBody, caps},
};

use super::{
    composer::{Gate, gate},
    header::partner,
};
use crate::model::{Model, conversations::Held};

/// The people with whom something is settled, or not yet; each list by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactsView {
    /// The server does not offer it.
    pub missing: bool,
    /// The lists are not known yet: empty ones say nothing.
    pub loading: bool,
    /// The contacts.
    pub contacts: Vec<Profile>,
    /// Who asks to talk.
    pub asking: Vec<RequestView>,
    /// Who was asked, and has not answered.
    pub asked: Vec<RequestView>,
    /// Whose request was declined.
    pub declined: Vec<RequestView>,
    /// Who is blocked.
    pub blocked: Vec<Profile>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// Where it was made.
    pub conv: ConversationId,
    /// The other person.
    pub person: Profile,
}

/// The people with whom something is settled, or not yet.
pub fn contacts(model: &Model) -> ContactsView {
    let Some(me) = model.me() else {
        return ContactsView::default();
    };
    let mut view = ContactsView {
        missing: model.lacks(caps::PEOPLE),
        loading: model.account.is_none() || !model.conversations.complete,
        contacts: by_name(model, &contact_ids(model)),
        blocked: by_name(model, &blocked_ids(model)),
        ..ContactsView::default()
    };
    for (conv, held) in &model.conversations.held {
        let kind = held.kind().unwrap_or(ConversationKind::Unknown);
        let list = match gate(model, me, *conv) {
            Gate::Request { .. } if is_declined(held) => &mut view.declined,
            Gate::Request { .. } => &mut view.asking,
            Gate::Waiting { .. } => &mut view.asked,
            Gate::Open | Gate::Blocked { .. } => continue,
        };
        let other = partner(model, me, *conv, kind);
        let person = other.and_then(|user| model.people.known.get(&user));
        list.extend(person.cloned().map(|person| RequestView {
            conv: *conv,
            person,
        }));
    }
    for list in [&mut view.asking, &mut view.asked, &mut view.declined] {
        list.sort_by_cached_key(|request| key(&request.person));
    }
    view
}

/// Someone is a contact.
pub fn is_contact(model: &Model, user: UserId) -> bool {
    contact_ids(model).contains(&user)
}

fn is_declined(held: &Held) -> bool {
    let standing = held.place.standing();
    standing.is_some_and(|standing| standing.settings.declined)
}

fn contact_ids(model: &Model) -> BTreeSet<UserId> {
    let said = model.account.iter().flat_map(|account| &account.contacts);
    changed(model, said, |wish| match wish {
        ClientBody::Contact { user, on } => Some((*user, *on)),
        _ => None,
    })
}

fn blocked_ids(model: &Model) -> BTreeSet<UserId> {
    let said = model.account.iter().flat_map(|account| &account.blocked);
    changed(model, said, |wish| match wish {
        ClientBody::Block { user, on } => Some((*user, *on)),
        _ => None,
    })
}

/// What the server said, as the person asked to change it since.
fn changed<'a>(
    model: &Model,
    said: impl Iterator<Item = &'a Profile>,
    wish: fn(&ClientBody) -> Option<(UserId, bool)>,
) -> BTreeSet<UserId> {
    let mut users: BTreeSet<_> = said.map(|profile| profile.id).collect();
    for (user, on) in model.wishes.all().filter_map(wish) {
        if on {
            users.insert(user);
        } else {
            users.remove(&user);
        }
    }
    users
}

fn by_name(model: &Model, users: &BTreeSet<UserId>) -> Vec<Profile> {
    let known = &model.people.known;
    let mut people: Vec<_> = users
        .iter()
        .filter_map(|user| known.get(user).cloned())
        .collect();
    people.sort_by_cached_key(key);
    people
}

fn key(profile: &Profile) -> (String, UserId) {
    (profile.name.as_str().to_lowercase(), profile.id)
}
