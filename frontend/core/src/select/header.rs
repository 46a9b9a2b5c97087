//! The head of one conversation.

use common::{
    ids::{ConversationId, UserId},
    model::{ConversationKind, Presence, presence::Status},
    protocol::v1::caps,
};

use crate::model::{Model, conversations::Held};

/// The head of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderView {
    /// Not known yet.
    Loading,
    /// It does not exist, or it is not the person's: deliberately the same.
    Missing,
    /// A conversation.
    Known {
        /// Its name: in a direct one, the other person's.
        title: String,
        /// The other person, in a direct one.
        partner: Option<UserId>,
        /// Their username.
        username: Option<String>,
        /// The person blocked the other.
        blocked: bool,
        /// Something may be done about it: the server offers it.
        actions: bool,
        /// The other person's presence, in a direct one, where the server offers it.
        presence: Option<Presence>,
        /// The words beside their name.
        status: Status,
    },
}

/// The head of a conversation.
pub fn header(model: &Model, conv: ConversationId) -> HeaderView {
    let known = model.me().zip(model.conversations.get(conv));
    let Some((me, kind)) = known.and_then(|(me, held)| Some((me, held.kind()?))) else {
        return if model.conversations.missing.contains(&conv) {
            HeaderView::Missing
        } else {
            HeaderView::Loading
        };
    };
    let partner = partner(model, me, conv, kind);
    let profile = partner.and_then(|user| model.people.known.get(&user));
    HeaderView::Known {
        title: title(model, conv),
        partner,
        username: profile.map(|profile| profile.username.as_str().to_owned()),
        actions: model.offers(caps::RECEIPTS) || model.offers(caps::PEOPLE),
        blocked: partner.is_some_and(|user| model.blocks(user)),
        presence: partner.and_then(|user| presence(model, user)),
        status: partner
            .and_then(|user| model.presence.status(user).cloned())
            .unwrap_or_default(),
    }
}

/// Whether someone is there, where the server offers to say so: a word beside every name that is always the same is noise.
pub(super) fn presence(model: &Model, user: UserId) -> Option<Presence> {
    model
        .offers(caps::PRESENCE)
        .then(|| model.presence.of(user))
}

/// The other person of a direct conversation.
pub(super) fn partner(
    model: &Model,
    me: UserId,
    conv: ConversationId,
    kind: ConversationKind,
) -> Option<UserId> {
    (kind == ConversationKind::Direct)
        .then(|| model.conversations.partner(me, conv))
        .flatten()
}

/// A conversation's name: the names of the others in it.
pub(super) fn title(model: &Model, conv: ConversationId) -> String {
    let held = model.conversations.get(conv);
    let others = held.map_or(&[][..], Held::members).iter();
    let names: Vec<&str> = others
        .filter(|member| Some(member.user) != model.me() && member.is_current())
        .map(|member| model.people.name(member.user))
        .collect();
    names.join(", ")
}
