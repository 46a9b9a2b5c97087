//! The head of one conversation.

use common::{
    ids::ConversationId,
    model::{ConversationKind, Presence},
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
        /// The other person's username, in a direct one.
        username: Option<String>,
        /// The other person's presence; [`Presence::Unknown`] until the server offers it.
        presence: Presence,
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
    let partner = (kind == ConversationKind::Direct)
        .then(|| model.conversations.partner(me, conv))
        .flatten()
        .and_then(|user| model.people.known.get(&user));
    HeaderView::Known {
        title: title(model, conv),
        username: partner.map(|partner| partner.username.as_str().to_owned()),
        presence: Presence::Unknown,
    }
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
