//! What one begins to write, between devices: given to the server after a pause, and taken over from it where nobody is writing.

use common::{
    ids::ConversationId,
    model::SavedDraft,
    protocol::v1::{ClientBody, caps},
};

use super::turn::Turn;
use crate::{
    input::Mono,
    model::{Model, conversations::Held, requests::Asked},
    slice::Slice,
};

/// What the person's devices hold of a conversation, as the server said last; nothing before it has said anything.
fn known(model: &Model, conv: ConversationId) -> Option<Vec<SavedDraft>> {
    let standing = model
        .conversations
        .get(conv)
        .map(|held: &Held| held.place.standing())??;
    Some(standing.drafts.clone())
}

/// The composer has the keyboard, or no longer: then what another device wrote may take its place.
pub(super) fn in_use(model: &mut Model, turn: &mut Turn, conv: ConversationId, on: bool) {
    let was = model.drafts.in_use == Some(conv);
    if on {
        model.drafts.in_use = Some(conv);
    } else if was {
        model.drafts.in_use = None;
        heard(model, turn, conv);
    }
}

/// The server says what the person's devices hold.
pub(super) fn heard(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let Some((me, drafts)) = model.me().zip(known(model, conv)) else {
        return;
    };
    if drafts.is_empty() && model.drafts.get(me, conv).is_none() {
        return;
    }
    let in_use = model.drafts.in_use == Some(conv);
    let draft = model.drafts.entry(me, conv);
    let before = draft.kept();
    if draft.hear(&drafts, in_use) {
        model.requests.settle(Asked::Draft(conv));
    }
    if draft.kept() != before {
        draft.dirty.get_or_insert(model.now);
    }
    turn.touch(Slice::Composer(conv));
    turn.touch(Slice::Sidebar);
}

/// The person takes over what another device holds, or drops it.
pub(super) fn decide(
    model: &mut Model,
    turn: &mut Turn,
    (conv, ver): (ConversationId, u64),
    take: bool,
) {
    let Some((me, drafts)) = model.me().zip(known(model, conv)) else {
        return;
    };
    let now = model.now;
    let draft = model.drafts.entry(me, conv);
    if take {
        draft.take_over(ver, &drafts, now);
    } else {
        draft.drop_offer(ver, &drafts, now);
    }
    draft.dirty.get_or_insert(now);
    turn.touch(Slice::Composer(conv));
    turn.effect(crate::effect::Effect::FocusComposer);
}

/// The person may not come back: what waits for its pause is given to the server now.
pub(super) fn hurry(model: &mut Model, turn: &mut Turn) {
    let now = model.now;
    if let Some(me) = model.me() {
        let held = model.drafts.of_mut(me);
        held.for_each(|(_, draft)| draft.hurry(now));
        share(model, turn);
    }
}

/// Gives the server what is due.
pub(super) fn share(model: &mut Model, turn: &mut Turn) {
    let Some(me) = model.me().filter(|_| model.offers(caps::DRAFTS)) else {
        return;
    };
    let now = model.now;
    let due = |at: Option<Mono>| at.is_some_and(|at| at <= now);
    let drafts = model.drafts.of_mut(me);
    let due: Vec<_> = drafts
        .filter(|(_, draft)| due(draft.shared.due))
        .map(|(conv, _)| conv)
        .collect();
    for conv in due {
        // Before the server has said what it holds, a number would be made up.
        let Some(known) = known(model, conv) else {
            continue;
        };
        if model.requests.is_open(Asked::Draft(conv)) {
            continue;
        }
        let latest = known.iter().map(|draft| draft.ver).max().unwrap_or(0);
        let draft = model.drafts.entry(me, conv);
        if let Some(given) = draft.save(now, latest) {
            draft.dirty.get_or_insert(now);
            let body = ClientBody::SaveDraft {
                conv,
                text: given.text,
                reply_to: None,
                base: given.base,
                replaces: given.replaces,
            };
            turn.ask(model, Asked::Draft(conv), body);
        }
    }
}

/// The server did not take it.
pub(super) fn refused(model: &mut Model, conv: ConversationId, again: Option<Mono>) {
    if let Some(me) = model.me() {
        model.drafts.entry(me, conv).refused(again);
    }
}
