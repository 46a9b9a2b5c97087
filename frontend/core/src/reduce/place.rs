//! Where the person is: the page in the address, and whether it fits who is signed in.

use common::{ids::ConversationId, model::ConversationKind};

use super::{drafts, reading, turn::Turn, typing, why};
use crate::{
    effect::Effect,
    input::Route,
    model::{Model, conversations::Held, session::Session},
    slice::Slice,
};

/// The address names another page.
pub(super) fn visit(model: &mut Model, turn: &mut Turn, route: Route) {
    touch_open(model, turn);
    left(model, turn);
    why::ask_about(model, turn, None);
    model.route = route;
    model.saved = false;
    turn.touch(Slice::Account);
    turn.touch(Slice::Route);
    turn.touch(Slice::Sidebar);
    guard(model, turn);
    view(model, turn);
    arrive(model);
}

/// The conversation on screen is left: nobody types there who is not seen in the list.
fn left(model: &mut Model, turn: &mut Turn) {
    reading::left(model);
    let Some(conv) = open(model) else { return };
    typing::stop(model, turn);
    drafts::in_use(model, turn, conv, false);
    let kind = model.conversations.get(conv).and_then(Held::kind);
    if kind != Some(ConversationKind::Direct) {
        typing::forget(model, turn, conv);
    }
}

/// Leads to another page.
pub(super) fn go(model: &mut Model, turn: &mut Turn, route: Route, replace: bool) {
    if model.route != route {
        turn.effect(Effect::Navigate { route, replace });
        visit(model, turn, route);
    }
}

/// Leads away from a page that does not fit who is signed in.
pub(super) fn guard(model: &mut Model, turn: &mut Turn) {
    let lead = match (&mut model.session, model.route) {
        (
            Session::Out(door),
            route @ (Route::Home | Route::Conversation(_) | Route::Settings(_)),
        ) => {
            door.then = Some(route);
            Some(Route::SignIn)
        }
        (Session::Out(door), Route::Register) if !door.is_open() => Some(Route::SignIn),
        (Session::In { .. }, Route::SignIn | Route::Register | Route::Recover) => Some(Route::Home),
        _ => None,
    };
    if let Some(route) = lead {
        go(model, turn, route, true);
    }
}

/// The conversation on screen is looked at: its bodies are needed.
pub(super) fn view(model: &mut Model, turn: &mut Turn) {
    let (Route::Conversation(conv), Session::In { .. }) = (model.route, &model.session) else {
        return;
    };
    turn.touch_conversation(conv);
    if model.conversations.get(conv).is_some() || model.conversations.complete {
        model.conversations.entry(conv).view(model.now);
    }
    reading::visit(model, turn);
}

/// Whoever comes to a conversation comes to its end, until the timeline says otherwise.
fn arrive(model: &mut Model) {
    let held = open(model).and_then(|conv| model.conversations.held.get_mut(&conv));
    if let Some(held) = held {
        held.follow(true);
    }
}

/// The conversation on screen, if one is.
pub(super) fn open(model: &Model) -> Option<ConversationId> {
    match model.route {
        Route::Conversation(conv) => Some(conv),
        _ => None,
    }
}

/// The conversation on screen may look different.
pub(super) fn touch_open(model: &Model, turn: &mut Turn) {
    if let Some(conv) = open(model) {
        turn.touch_conversation(conv);
    }
}
