//! The composer of one conversation.

use common::{
    ids::{ConversationId, UserId},
    limits::MESSAGE_BYTES,
    model::{ConversationKind, Preview},
    protocol::v1::caps,
    seq::Seq,
    validate::{InvalidMessageText, MessageText},
};

use crate::model::{Model, outbox::State};

/// The composer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComposerView {
    /// What it says. The text field shows this when it differs from what it has.
    pub text: String,
    /// It may be written in: the conversation is known, and one is a member.
    pub enabled: bool,
    /// There is something to send and nothing wrong with it.
    pub can_send: bool,
    /// What is wrong with the text.
    pub notice: Option<ComposerNotice>,
    /// What stands between the two people of a direct conversation.
    pub gate: Gate,
    /// What was begun on other devices without knowing of what is here, the latest last.
    pub offers: Vec<Offer>,
}

/// What someone began to write on another of their devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its number; what [`crate::input::Intent::TakeDraft`] and its like name.
    pub ver: u64,
    /// What the device calls itself; empty if that is not known.
    pub device: String,
    /// Its text, cut to what a list shows.
    pub text: String,
}

/// What stands between the two people of a direct conversation. Behind each but the first the composer is closed, and its draft kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    #[default]
    Open,
    /// The other has not answered the first message; more cannot be sent before.
    Waiting {
        /// The other's name.
        name: String,
    },
    /// The other wrote first: accept, decline, block or report.
    Request {
        /// Who asks.
        user: UserId,
        /// Their name.
        name: String,
    },
    /// The person blocked the other.
    Blocked {
        /// Whom.
        user: UserId,
        /// Their name.
        name: String,
    },
}

/// What stands between the two people of a direct conversation.
pub(super) fn gate(model: &Model, me: UserId, conv: ConversationId) -> Gate {
    let held = model.conversations.get(conv);
    let direct = held.filter(|held| held.kind() == Some(ConversationKind::Direct));
    let Some(held) = direct.filter(|_| model.offers(caps::PEOPLE)) else {
        return Gate::Open;
    };
    let other = held.members().iter().find(|member| member.user != me);
    let mine = held.members().iter().find(|member| member.user == me);
    let Some((mine, other)) = mine.zip(other) else {
        return Gate::Open;
    };
    let user = other.user;
    let name = || model.people.name(user).to_owned();
    let said = held.last_seq() > Seq::ZERO;
    let asked = || {
        let mut written = model.outbox.of(me, conv);
        said || written.any(|item| !matches!(item.state, State::Failed { .. }))
    };
    if model.blocks(user) {
        Gate::Blocked { user, name: name() }
    } else if other.consents && !mine.consents && said && !model.wishes.accepts(conv) {
        Gate::Request { user, name: name() }
    } else if !other.consents && asked() {
        Gate::Waiting { name: name() }
    } else {
        Gate::Open
    }
}

/// What is wrong with the text, by the same rule as the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposerNotice {
    /// Too many bytes.
    TooLong {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        most: usize,
    },
    /// A control character other than line break and tab.
    ControlCharacter {
        /// Its code point.
        code: u32,
    },
}

/// The composer of a conversation.
pub fn composer(model: &Model, conv: ConversationId) -> ComposerView {
    let Some(me) = model.me() else {
        return ComposerView::default();
    };
    let enabled = model.conversations.get(conv).is_some_and(|held| {
        let mut members = held.members().iter();
        members.any(|member| member.user == me && member.is_current())
    });
    let gate = gate(model, me, conv);
    let enabled = enabled && gate == Gate::Open;
    let draft = model.drafts.get(me, conv);
    let parsed = MessageText::parse(draft.map_or("", |draft| draft.remainder()));
    ComposerView {
        text: draft.map(|draft| draft.text.clone()).unwrap_or_default(),
        enabled,
        gate,
        offers: offers(model, me, conv),
        can_send: enabled && parsed.is_ok(),
        notice: match parsed {
            Ok(_) | Err(InvalidMessageText::Empty) => None,
            Err(InvalidMessageText::TooLong { bytes }) => Some(ComposerNotice::TooLong {
                bytes,
                most: MESSAGE_BYTES,
            }),
            Err(InvalidMessageText::ControlCharacter { code }) => {
                Some(ComposerNotice::ControlCharacter { code })
            }
        },
    }
}

fn offers(model: &Model, me: UserId, conv: ConversationId) -> Vec<Offer> {
    let held = model.conversations.get(conv);
    let standing = held.and_then(|held| held.place.standing());
    let Some((draft, standing)) = model.drafts.get(me, conv).zip(standing) else {
        return Vec::new();
    };
    let offers = draft.offers(&standing.drafts).map(|saved| Offer {
        ver: saved.ver,
        device: saved.device_name.clone(),
        text: saved.text.chars().take(Preview::CHARS).collect(),
    });
    offers.collect()
}
