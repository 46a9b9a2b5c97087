//! Who talks with whom: requests, blocks and reports. What the person decides is kept until it is done.

use common::{
    ids::{ConversationId, UserId},
    model::{ConversationSettings, Profile, settings::ReportReason},
    protocol::v1::{Account, ApiError, ClientBody},
};

use super::{account, place, turn::Turn};
use crate::{
    effect::Effect,
    input::{Mono, Route},
    model::{Model, notices::Notice, requests::Asked},
    slice::Slice,
};

/// The person wants to talk with whoever wrote here first.
pub(super) fn accept(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    declines(model, conv, false);
    wish(model, turn, ClientBody::Accept { conv });
    turn.touch_conversation(conv);
    if place::open(model) == Some(conv) {
        turn.effect(Effect::FocusComposer);
    }
}

/// The person does not: the conversation leaves the list.
pub(super) fn decline(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    declines(model, conv, true);
    turn.touch_conversation(conv);
    if place::open(model) == Some(conv) {
        place::go(model, turn, Route::Home, false);
    }
}

fn declines(model: &mut Model, conv: ConversationId, declined: bool) {
    set_here(model, conv, |settings| settings.declined = declined);
}

/// Others see here what was delivered and read, or not. What is as everywhere follows the account again.
pub(super) fn show_receipts(model: &mut Model, turn: &mut Turn, conv: ConversationId, on: bool) {
    let everywhere = model.settings().privacy.receipts;
    set_here(model, conv, |settings| {
        settings.receipts = (on != everywhere).then_some(on);
    });
    turn.touch_conversation(conv);
}

/// Others see here that the person types, or not: it can only hide more.
pub(super) fn show_typing(model: &mut Model, turn: &mut Turn, conv: ConversationId, on: bool) {
    set_here(model, conv, |settings| {
        settings.typing = (!on).then_some(false);
    });
    turn.touch_conversation(conv);
}

/// Changes the person's settings for one conversation. Returns whether they are others now.
pub(super) fn set_here(
    model: &mut Model,
    conv: ConversationId,
    change: impl FnOnce(&mut ConversationSettings),
) -> bool {
    let held = model.conversations.held.get_mut(&conv);
    let Some(standing) = held.and_then(|held| held.place.ahead()) else {
        return false;
    };
    let before = standing.settings;
    change(&mut standing.settings);
    let settings = standing.settings;
    if settings != before {
        model
            .wishes
            .add(ClientBody::SetConversation { conv, settings });
    }
    settings != before
}

/// The person wants nothing from someone, or no longer so.
pub(super) fn block(model: &mut Model, turn: &mut Turn, user: UserId, on: bool) {
    wish(model, turn, ClientBody::Block { user, on });
    turn.touch(Slice::Sidebar);
    place::touch_open(model, turn);
}

/// Someone is a contact, or no longer.
pub(super) fn contact(model: &mut Model, turn: &mut Turn, user: UserId, on: bool) {
    wish(model, turn, ClientBody::Contact { user, on });
}

fn wish(model: &mut Model, turn: &mut Turn, body: ClientBody) {
    model.wishes.add(body);
    model.saved = false;
    turn.touch(Slice::Account);
}

/// The person wants someone's messages looked at.
pub(super) fn report(
    model: &mut Model,
    turn: &mut Turn,
    conv: ConversationId,
    reason: ReportReason,
) {
    model.wishes.add(ClientBody::Report {
        conv,
        seq: None,
        reason,
        note: String::new(),
    });
    turn.touch(Slice::Header(conv));
}

/// Asks for what is to be asked.
pub(super) fn ask(model: &mut Model, turn: &mut Turn) {
    for (number, body) in model.wishes.take_due(model.now) {
        turn.ask(model, Asked::Wish(number), body);
    }
}

/// It is done.
pub(super) fn done(model: &mut Model, turn: &mut Turn, number: u32) {
    match model.wishes.end(number) {
        // The account that says so is on its way; until it comes, this is how it will be.
        Some(ClientBody::Block { user, on }) => {
            if on {
                list(model, user, false, |account| &mut account.contacts);
            }
            list(model, user, on, |account| &mut account.blocked);
        }
        Some(ClientBody::Contact { user, on }) => {
            list(model, user, on, |account| &mut account.contacts);
        }
        Some(ClientBody::Accept { conv }) => model.wishes.accepted(conv),
        Some(ClientBody::Report { .. }) => {
            model.notices.say(Notice::Reported);
            turn.touch(Slice::Toasts);
        }
        Some(body) => account::done(model, turn, body),
        None => {}
    }
    model.saved = true;
    turn.touch(Slice::Account);
    turn.touch(Slice::Sidebar);
    place::touch_open(model, turn);
}

fn list(model: &mut Model, user: UserId, on: bool, of: fn(&mut Account) -> &mut Vec<Profile>) {
    if let Some(account) = &mut model.account {
        let people = of(account);
        people.retain(|person| person.id != user);
        let profile = model.people.known.get(&user);
        people.extend(profile.filter(|_| on).cloned());
    }
}

/// It is not done: it is asked again then, or the person is told.
pub(super) fn refused(
    model: &mut Model,
    turn: &mut Turn,
    number: u32,
    again: Option<Mono>,
    error: ApiError,
) {
    if let Some(at) = again {
        model.wishes.again(number, at);
        return;
    }
    if let Some(ClientBody::SetConversation { conv, .. }) = model.wishes.end(number) {
        // What was shown ahead of the answer is not so.
        model.reading.unclear.insert(conv, Mono::default());
    }
    let ApiError { code, message, .. } = error;
    model.notices.say(Notice::Refused { code, message });
    turn.touch(Slice::Toasts);
    turn.touch(Slice::Sidebar);
    turn.touch(Slice::Account);
    place::touch_open(model, turn);
}

/// The person's own account, as it is now.
pub(super) fn account(model: &mut Model, turn: &mut Turn, account: Account) {
    let people = account.contacts.iter().chain(&account.blocked);
    model.people.learn(people.cloned());
    model.account = Some(account);
    turn.touch_all(model);
}
