//! Why someone is shown as they are.

use common::{
    fold::presence::{Attitude, Said},
    ids::UserId,
    model::{ConversationKind, Presence, presence::Status, settings::Circle},
    protocol::v1::caps,
};

use crate::{
    model::{Model, conversations::Held},
    select::header::presence,
};

/// Why someone is shown as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceWhy {
    /// Who.
    pub user: UserId,
    /// Their name; empty if it is not known.
    pub name: String,
    /// As what they are shown; nothing where the server does not offer it.
    pub presence: Option<Presence>,
    /// The words beside their name.
    pub status: Status,
    /// Why nothing is known, if nothing is.
    pub unknown: Option<UnknownBecause>,
}

/// Why nothing is known of someone's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownBecause {
    /// There is no connection by which one could hear of it.
    NoConnection,
    /// The person blocked them.
    Blocked,
    /// Not both have accepted yet.
    NotAccepted,
    /// The person does not show it to them, and so does not see it.
    OwnSetting,
    /// They do not show it, or the server has not said it yet. Which of the two is not to be told.
    NotSaid,
}

pub(super) fn person(model: &Model, me: UserId, user: UserId) -> PresenceWhy {
    let presence = presence(model, user);
    let status = model.presence.status(user).cloned();
    PresenceWhy {
        user,
        name: model.people.name(user).to_owned(),
        presence,
        status: status.unwrap_or_default(),
        unknown: (presence == Some(Presence::Unknown)).then(|| unknown(model, me, user)),
    }
}

/// Why nothing is known of someone's presence, by the rule that the server asks, as far as the viewer's own part of it goes.
fn unknown(model: &Model, me: UserId, user: UserId) -> UnknownBecause {
    if !model.link.is_live() {
        return UnknownBecause::NoConnection;
    }
    if model.blocks(user) {
        return UnknownBecause::Blocked;
    }
    let relation = said(model, me, user).relation();
    if model.offers(caps::PEOPLE) && !Circle::Everyone.includes(relation) {
        UnknownBecause::NotAccepted
    } else if !model.settings().privacy.presence.includes(relation) {
        UnknownBecause::OwnSetting
    } else {
        UnknownBecause::NotSaid
    }
}

/// What the person and someone else have said of each other, as far as it is known here.
fn said(model: &Model, me: UserId, user: UserId) -> Said {
    let account = model.account.as_ref();
    let contact =
        account.is_some_and(|account| account.contacts.iter().any(|contact| contact.id == user));
    let mut conversations = model.conversations.held.values();
    let direct = conversations.find(|held| {
        held.kind() == Some(ConversationKind::Direct)
            && held.members().iter().any(|member| member.user == user)
    });
    let consents = |who: UserId| {
        let mut members = direct.into_iter().flat_map(Held::members);
        members.any(|member| member.user == who && member.consents)
    };
    let attitude = |who: UserId| {
        if consents(who) {
            Attitude::Consents
        } else {
            Attitude::Silent
        }
    };
    Said {
        blocked: model.blocks(user),
        person: if contact {
            Attitude::Contact
        } else {
            attitude(me)
        },
        other: attitude(user),
    }
}
