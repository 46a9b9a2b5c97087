//! What the person asks for.

use common::{ids::UserId, model::ConversationKind, validate::PeopleQuery};

use super::{
    account, compose, consent, drafts, link, notifying, place, presence, reading, session,
    turn::Turn, why,
};
use crate::{
    effect::Effect,
    input::{Intent, Mono, Route},
    link::Event,
    model::{
        Model,
        conversations::Paging,
        people::{DEBOUNCE_MS, Dialog, Search},
    },
    slice::Slice,
};

/// The person asked for something.
pub(super) fn wished(model: &mut Model, turn: &mut Turn, intent: Intent) {
    match intent {
        Intent::Visit(route) if route == model.route => {}
        Intent::Visit(route) => place::visit(model, turn, route),
        Intent::SignIn(form) => session::sign_in(model, turn, form),
        Intent::Register(form) => session::register(model, turn, form),
        Intent::Recover(form) => session::recover(model, turn, form),
        Intent::SignInAs(user) => session::sign_in_as(model, turn, user),
        Intent::SignOut => session::sign_out(model, turn),
        Intent::SignOutAnyway => session::sign_out_anyway(model, turn),
        Intent::StaySignedIn => session::stay(model, turn),
        Intent::OpenNewConversation => {
            model.people.dialog.get_or_insert_default();
            turn.touch(Slice::NewConversation);
        }
        Intent::CloseNewConversation => {
            model.people.dialog = None;
            turn.touch(Slice::NewConversation);
        }
        Intent::FindPeople(query) => find(model, turn, query),
        Intent::OpenDirect(user) => open_direct(model, turn, user),
        Intent::EditDraft { conv, text } => compose::edit(model, turn, conv, text),
        Intent::UseComposer { conv, on } => drafts::in_use(model, turn, conv, on),
        Intent::TakeDraft { conv, ver } => drafts::decide(model, turn, (conv, ver), true),
        Intent::DropDraft { conv, ver } => drafts::decide(model, turn, (conv, ver), false),
        Intent::Send(conv) => compose::send(model, turn, conv),
        Intent::Retry(cid) => compose::retry(model, turn, cid),
        Intent::Copy(cid) => compose::copy(model, turn, cid),
        Intent::Discard(cid) => compose::discard(model, turn, cid),
        Intent::LoadOlder(conv) => {
            let Some(me) = model.me() else { return };
            if let Some(held) = model.conversations.held.get_mut(&conv)
                && held.paging == Paging::Idle
                && held.body.is_some()
                && !held.is_at_start(me)
            {
                held.paging = Paging::From(model.now);
                turn.touch(Slice::Timeline(conv));
            }
        }
        Intent::Follow { conv, at_end } => {
            if let Some(held) = model.conversations.held.get_mut(&conv) {
                held.follow(at_end);
                turn.touch(Slice::Timeline(conv));
            }
        }
        Intent::InView { conv, upto } => reading::in_view(model, turn, conv, upto),
        Intent::AskWhy(about) => why::ask_about(model, turn, Some(about)),
        Intent::CloseWhy => why::ask_about(model, turn, None),
        Intent::MarkUnread(conv) => reading::mark_unread(model, turn, conv),
        Intent::MarkAllRead => reading::mark_all(model, turn),
        Intent::Accept(conv) => consent::accept(model, turn, conv),
        Intent::Decline(conv) => consent::decline(model, turn, conv),
        Intent::Block { user, on } => consent::block(model, turn, user, on),
        Intent::Contact { user, on } => consent::contact(model, turn, user, on),
        Intent::ShowReceipts { conv, on } => consent::show_receipts(model, turn, conv, on),
        Intent::ShowTyping { conv, on } => consent::show_typing(model, turn, conv, on),
        Intent::Report { conv, reason } => consent::report(model, turn, conv, reason),
        Intent::Rename(name) => account::rename(model, turn, &name),
        Intent::SetSettings(settings) => account::set(model, turn, settings),
        Intent::Choose(choice) => account::choose(model, turn, choice),
        Intent::AllowNotifications => turn.effect(Effect::AskPermission),
        Intent::DeclineNotifications => notifying::declined(model, turn),
        Intent::Notify { conv, notify } => notifying::choose(model, turn, conv, notify),
        Intent::Mute { conv, millis } => notifying::mute(model, turn, conv, millis),
        Intent::ListScrolled(row) => presence::scrolled(model, row),
        Intent::ReconnectNow => link::step(model, turn, Event::TryNow),
        Intent::DismissToast(id) => {
            model.notices.dismiss(id);
            turn.touch(Slice::Toasts);
        }
        Intent::Reload => {
            super::storage::save_drafts(model, turn, model.now);
            turn.effect(Effect::Reload);
        }
    }
}

/// The search says something else; the server is asked after a pause in typing.
fn find(model: &mut Model, turn: &mut Turn, query: String) {
    let dialog: &mut Dialog = model.people.dialog.get_or_insert_default();
    dialog.search = if PeopleQuery::parse(&query).is_empty() {
        Search::Idle
    } else {
        Search::Due(model.now.plus(DEBOUNCE_MS))
    };
    dialog.query = query;
    turn.touch(Slice::NewConversation);
}

/// Opens *the* conversation with someone: the one that is known, or the one that the server knows or makes.
fn open_direct(model: &mut Model, turn: &mut Turn, user: UserId) {
    let Some(me) = model.me() else { return };
    turn.touch(Slice::NewConversation);
    let mut direct = model
        .conversations
        .held
        .iter()
        .filter(|(_, held)| held.kind() == Some(ConversationKind::Direct));
    let known = direct.find(|(conv, _)| model.conversations.partner(me, **conv) == Some(user));
    if let Some(conv) = known.map(|(conv, _)| *conv) {
        model.people.dialog = None;
        place::go(model, turn, Route::Conversation(conv), false);
        turn.effect(Effect::FocusComposer);
    } else {
        let dialog = model.people.dialog.get_or_insert_default();
        dialog.opening = Some((user, Some(Mono::default())));
    }
}
