//! What is told outside the window: new messages, by one tab of the browser, until they are read.

use common::{
    fold,
    ids::{ConversationId, UserId},
    model::{
        ConversationKind, Entry, Preview,
        presence::Mode,
        settings::{ConversationSettings, Notify},
    },
    seq::Seq,
    time::Timestamp,
};

use super::{consent, place, turn::Turn};
use crate::{
    effect::{Effect, Words},
    input::{Mono, Permission},
    link::Phase,
    model::{
        Model,
        conversations::Held,
        notifications::{FOR_GOOD, Offer},
    },
    slice::Slice,
};

/// Entries came after `before`. What came while this client was away is history, of which nothing is told.
pub(super) fn news(model: &mut Model, turn: &mut Turn, conv: ConversationId, before: Seq) {
    let Some((me, held)) = model.me().zip(model.conversations.get(conv)) else {
        return;
    };
    let read = held.place.read_seq();
    let fresh = |entry: &&Entry| entry.seq > before && fold::counts(entry, me, read);
    let calls = |entry: &&Entry| match notify(model, conv) {
        Notify::None => false,
        Notify::Mentions => entry.message.draft.mentions.contains(&me),
        _ => true,
    };
    let mut end = held.end().iter();
    let Some(newest) = end.rfind(|entry| fresh(entry) && calls(entry)) else {
        return;
    };
    let on_screen = model.is_facing(conv) || model.tabs.is_watched(conv);
    if !model.link.is_live() || on_screen || !may_disturb(model, conv) {
        return;
    }
    match model.notifications.permission {
        Permission::Granted if model.tabs.leads => {
            let effect = told(model, conv, me, newest);
            turn.effect(effect);
            model.notifications.shown.insert(conv);
        }
        Permission::Unasked if model.notifications.offer == Offer::NotYet => {
            model.notifications.offer = Offer::Made;
            turn.touch(Slice::Bars);
        }
        _ => {}
    }
}

fn told(model: &Model, conv: ConversationId, me: UserId, entry: &Entry) -> Effect {
    let disturbance = model.settings().disturbance;
    let held = model.conversations.get(conv);
    let direct = held.and_then(Held::kind) == Some(ConversationKind::Direct);
    let name = model.people.name(entry.message.author);
    let others = held.map_or(&[][..], Held::members).iter();
    let others = others.filter(|member| member.user != me && member.is_current());
    let title = if direct {
        name.to_owned()
    } else {
        let names: Vec<&str> = others
            .map(|member| model.people.name(member.user))
            .collect();
        format!("{name} · {}", names.join(", "))
    };
    let text = entry.message.draft.body.as_text().unwrap_or_default();
    let body = text.chars().take(Preview::CHARS).collect();
    Effect::Notify {
        tag: conv,
        words: disturbance.preview.then_some(Words { title, body }),
        silent: !disturbance.sound,
    }
}

/// Which messages of a conversation the person wants to be told of.
fn notify(model: &Model, conv: ConversationId) -> Notify {
    settings(model, conv).map_or(Notify::None, |settings| settings.notify)
}

fn settings(model: &Model, conv: ConversationId) -> Option<ConversationSettings> {
    let standing = model.conversations.get(conv)?.place.standing()?;
    Some(standing.settings)
}

/// The person may be told of a conversation now.
fn may_disturb(model: &Model, conv: ConversationId) -> bool {
    let now = model.by_server_clock(model.wall);
    let busy = model.choice().mode == Mode::Dnd;
    let partner = model
        .me()
        .and_then(|me| model.conversations.partner(me, conv));
    let blocked = partner.is_some_and(|user| model.blocks(user));
    let wanted = settings(model, conv).is_some_and(|settings| {
        !settings.declined && settings.notify != Notify::None && !muted(&settings, now)
    });
    wanted && !busy && !blocked && model.is_accepted(conv)
}

fn muted(settings: &ConversationSettings, now: Timestamp) -> bool {
    settings.muted_until.is_some_and(|until| now < until)
}

/// Takes away what is no longer so: read here or elsewhere, or of a conversation that is not to disturb.
pub(super) fn due(model: &mut Model, turn: &mut Turn) {
    let over: Vec<ConversationId> = model
        .notifications
        .shown
        .iter()
        .copied()
        .filter(|conv| !stands(model, *conv))
        .collect();
    for tag in over {
        model.notifications.shown.remove(&tag);
        turn.effect(Effect::CloseNotification { tag });
    }
    let (now, unmute_at) = (model.now, &mut model.notifications.unmute_at);
    if unmute_at.take_if(|at| *at <= now).is_some() {
        turn.touch(Slice::Sidebar);
        place::touch_open(model, turn);
    }
    // Not with each of thousands of conversations, but when all are here.
    if model.link.phase != Phase::Updating {
        model.notifications.unmute_at = next_unmute(model);
    }
}

fn stands(model: &Model, conv: ConversationId) -> bool {
    let held = model.me().zip(model.conversations.get(conv));
    held.is_some_and(|(me, held)| held.unread(me) > 0) && may_disturb(model, conv)
}

fn next_unmute(model: &Model) -> Option<Mono> {
    let now = model.by_server_clock(model.wall);
    let held = model.conversations.held.values();
    let until = held
        .filter_map(|held| held.place.standing()?.settings.muted_until)
        .filter(|until| now < *until && *until != FOR_GOOD)
        .min()?;
    Some(model.now.plus(until.millis_since(now)))
}

/// The browser says whether it lets us.
pub(super) fn permitted(model: &mut Model, turn: &mut Turn, permission: Permission) {
    model.notifications.permission = permission;
    turn.touch(Slice::Bars);
}

/// The person does not want to be asked for notifications again.
pub(super) fn declined(model: &mut Model, turn: &mut Turn) {
    model.notifications.offer = Offer::Declined;
    turn.touch(Slice::Bars);
}

/// The person wants to be told of other messages of a conversation than before.
pub(super) fn choose(model: &mut Model, turn: &mut Turn, conv: ConversationId, notify: Notify) {
    set(model, turn, conv, |settings| settings.notify = notify);
}

/// The person wants to hear nothing of a conversation for so many milliseconds, or until they say otherwise, or no longer so.
pub(super) fn mute(model: &mut Model, turn: &mut Turn, conv: ConversationId, millis: Option<u64>) {
    let now = model.by_server_clock(model.wall);
    let until = millis.map(|millis| Timestamp::from_millis(now.as_millis().saturating_add(millis)));
    set(model, turn, conv, |settings| {
        settings.muted_until = until.map(|until| until.min(FOR_GOOD));
    });
}

fn set(
    model: &mut Model,
    turn: &mut Turn,
    conv: ConversationId,
    change: impl FnOnce(&mut ConversationSettings),
) {
    if consent::set_here(model, conv, change) {
        turn.touch(Slice::Sidebar);
        turn.touch(Slice::Header(conv));
    }
}
