//! Who types: saying so of oneself, and taking in what is said of others.

use common::{
    ids::ConversationId,
    model::{
        Event, Logged,
        ephemeral::{TypingKind, Typist},
        settings::Circle,
    },
    protocol::v1::{ClientBody, caps},
};

use super::{place, turn::Turn};
use crate::{model::Model, slice::Slice};

/// The person typed: the composer holds something else now.
pub(super) fn typed(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let writing = model.me().and_then(|me| model.drafts.get(me, conv));
    if writing.is_none_or(|draft| draft.remainder().trim().is_empty()) {
        stop(model, turn);
        return;
    }
    if model.typing.believed().is_some_and(|told| told != conv) {
        stop(model, turn);
    }
    let every_ms = model.cfg.typing_keepalive_ms;
    if may_tell(model, conv) && model.typing.typed(conv, model.now, every_ms) {
        tell(model, turn, conv, true);
    }
}

/// The person sent, left, or stopped: nobody is to wait for what they were typing.
pub(super) fn stop(model: &mut Model, turn: &mut Turn) {
    if let Some(conv) = model.typing.stopped()
        && model.link.is_ready()
    {
        tell(model, turn, conv, false);
    }
}

fn tell(model: &mut Model, turn: &mut Turn, conv: ConversationId, on: bool) {
    let kind = TypingKind::Text;
    turn.tell(model, ClientBody::Typing { conv, kind, on });
}

/// The server judges who may see it; what nobody may see does not leave the device.
fn may_tell(model: &Model, conv: ConversationId) -> bool {
    let held = model.conversations.get(conv);
    let here = held.and_then(|held| held.place.standing()?.settings.typing);
    let hidden = here == Some(false)
        || model.settings().privacy.typing == Circle::Nobody
        || model.is_invisible();
    model.link.is_ready() && model.offers(caps::TYPING) && model.is_accepted(conv) && !hidden
}

/// The server says who types.
pub(super) fn said(
    model: &mut Model,
    turn: &mut Turn,
    conv: ConversationId,
    (mut users, more): (Vec<Typist>, u16),
) {
    users.retain(|typist| Some(typist.user) != model.me());
    let on_screen = place::open(model) == Some(conv);
    let time = (model.now, model.cfg.typing_ttl_ms);
    if model.typing.hear(conv, (users, more), on_screen, time) {
        touch(turn, conv);
    }
}

/// Messages came: whoever wrote them has done so.
pub(super) fn done(model: &mut Model, turn: &mut Turn, conv: ConversationId, events: &[Logged]) {
    for logged in events {
        if let Event::Posted(entry) = &logged.event
            && model.typing.done(conv, entry.message.author)
        {
            touch(turn, conv);
        }
    }
}

/// Who types there is no longer known.
pub(super) fn forget(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    if model.typing.forget(conv) {
        touch(turn, conv);
    }
}

/// What time alone brings about.
pub(super) fn due(model: &mut Model, turn: &mut Turn) {
    while let Some(conv) = model.typing.expired(model.now) {
        forget(model, turn, conv);
    }
    let idle = model.typing.idle_at(model.cfg.typing_idle_ms);
    let hidden = model
        .typing
        .believed()
        .is_some_and(|conv| !may_tell(model, conv));
    if idle.is_some_and(|at| at <= model.now) || hidden {
        stop(model, turn);
    }
}

fn touch(turn: &mut Turn, conv: ConversationId) {
    turn.touch(Slice::Typing(conv));
    turn.touch(Slice::Sidebar);
}
