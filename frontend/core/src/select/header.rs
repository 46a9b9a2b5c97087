//! The head of one conversation.

use common::{
    ids::{ConversationId, PictureId, UserId},
    model::{
        ConversationKind, Presence,
        presence::Status,
        settings::{ConversationSettings, Notify},
    },
    protocol::v1::caps,
    time::Timestamp,
};

use crate::model::{Model, conversations::Held, notifications::FOR_GOOD};

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
        /// Their picture.
        picture: Option<PictureId>,
        /// Their username.
        username: Option<String>,
        /// The person blocked the other.
        blocked: bool,
        /// Something may be done about it: the server offers it.
        actions: bool,
        /// Which messages the person is told of, and until when of none; nothing where the server does not keep that.
        notify: Option<(Notify, Muted)>,
        /// The other person's presence, in a direct one, where the server offers it.
        presence: Option<Presence>,
        /// The words beside their name.
        status: Status,
    },
}

/// Until when nothing is told of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Muted {
    /// It is not muted.
    #[default]
    No,
    /// Until then.
    Until(Timestamp),
    /// Until the person says otherwise.
    ForGood,
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
        picture: profile.and_then(|profile| profile.picture),
        username: profile.map(|profile| profile.username.as_str().to_owned()),
        actions: model.offers(caps::RECEIPTS) || model.offers(caps::PEOPLE),
        blocked: partner.is_some_and(|user| model.blocks(user)),
        notify: model
            .offers(caps::PEOPLE)
            .then(|| (settings(model, conv).notify, muted(model, conv))),
        presence: partner.and_then(|user| presence(model, user)),
        status: partner
            .and_then(|user| model.presence.status(user).cloned())
            .unwrap_or_default(),
    }
}

fn settings(model: &Model, conv: ConversationId) -> ConversationSettings {
    let held = model.conversations.get(conv);
    let standing = held.and_then(|held| held.place.standing());
    standing.map_or_else(ConversationSettings::default, |standing| standing.settings)
}

fn muted(model: &Model, conv: ConversationId) -> Muted {
    match settings(model, conv).muted_until {
        Some(FOR_GOOD) => Muted::ForGood,
        Some(until) if model.by_server_clock(model.wall) < until => Muted::Until(until),
        _ => Muted::No,
    }
}

/// Nothing is told of a conversation.
pub(super) fn is_muted(model: &Model, conv: ConversationId) -> bool {
    settings(model, conv).notify == Notify::None || muted(model, conv) != Muted::No
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
