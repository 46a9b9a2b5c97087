//! Conversations: what the server says about them is taken in by the gap rule, and what that settles is settled.

use common::{
    ids::ConversationId,
    model::{Entry, Logged, LoggedForUser, Profile, UserEvent},
    protocol::v1::{Catch, CatchUp, RequestId, Welcome},
    seq::Rev,
};

use super::{compose, link, notifying, place, reading, telling, turn::Turn, typing};
use crate::{
    link::{Event, Phase},
    model::{
        Model,
        conversations::{Conversations, Held, Outline, Paging},
        requests::Asked,
        session::Session,
        wishes::Wishes,
    },
    slice::Slice,
};

/// The server greets: who we are to it, and which history its numbers belong to.
pub(super) fn welcome(model: &mut Model, turn: &mut Turn, welcome: Welcome) {
    model.requests.settle(Asked::Hello);
    if model.me() != Some(welcome.me.id) {
        // Somebody else signed in, in another tab. What was said in `hello` was not theirs: begin anew as them.
        void(model);
        model.conversations = Conversations::default();
        model.account = None;
        model.wishes = Wishes::default();
        if let Session::In { me, .. } = &mut model.session {
            *me = welcome.me;
        }
        turn.touch_all(model);
        link::step(model, turn, Event::Lost);
        return;
    }
    let Welcome {
        epoch, urev, state, ..
    } = welcome;
    if model.conversations.greeted(epoch, urev, state) {
        void(model);
        turn.touch_all(model);
    }
    let ahead = i128::from(welcome.server_now.as_millis()) - i128::from(model.wall.as_millis());
    model.clock_ahead = i64::try_from(ahead).unwrap_or_default();
    model.people.learn([welcome.me.clone()]);
    if let Session::In { me, .. } = &mut model.session
        && *me != welcome.me
    {
        *me = welcome.me;
        turn.touch(Slice::Session);
    }
    model.link.caps = welcome.caps;
    model.link.welcomed = true;
    model.cfg = welcome.cfg;
    turn.touch(Slice::Account);
}

/// What is derived from the log means nothing any more. Outbox and drafts are the person's own, and stay.
fn void(model: &mut Model) {
    if let Some(me) = model.me() {
        model.drafts.of_mut(me).for_each(|(_, draft)| draft.void());
    }
    model.outbox.forget_sent();
    model.people.known.clear();
    reading::void(model);
}

/// Everything missed has arrived.
pub(super) fn caught_up(model: &mut Model, turn: &mut Turn) {
    let applied = model.conversations.caught_up();
    user_events(model, turn, applied);
    telling::caught_up(model);
    place::view(model, turn);
    turn.touch(Slice::Sidebar);
}

/// Changes of a conversation came.
pub(super) fn delta(
    model: &mut Model,
    turn: &mut Turn,
    conv: ConversationId,
    from: Rev,
    events: Vec<Logged>,
) {
    typing::done(model, turn, conv, &events);
    let held = model.conversations.entry(conv);
    let before = held.last_seq();
    let news = held.hear(from, events, model.now);
    // Live news is no answer: a pull that got lost must still time out.
    if !held.is_pulled() {
        model.requests.settle(Asked::Pull(conv));
    }
    if news {
        changed(model, turn, conv);
        notifying::news(model, turn, conv, before);
    }
}

/// A conversation came from scratch, or in outline.
pub(super) fn catch(model: &mut Model, turn: &mut Turn, catch: Catch) {
    let Catch {
        conv,
        people,
        standing,
        state,
    } = catch;
    model.requests.settle(Asked::Pull(conv));
    if model.people.learn(people) {
        turn.touch_conversation(conv);
    }
    let catching_up = model.link.phase == Phase::Updating;
    let known = model.conversations.get(conv);
    // Of what was not known at all, everything is history.
    let before = known
        .filter(|held| held.kind().is_some())
        .map(Held::last_seq);
    let held = model.conversations.entry(conv);
    let news = match state {
        CatchUp::Reset { snapshot } => held.reset(snapshot, catching_up, model.now),
        CatchUp::Head {
            kind,
            members,
            rev,
            preview,
            ..
        } => held.outline(Outline {
            kind,
            members,
            rev,
            preview,
        }),
        _ => {
            held.want_at(model.now);
            false
        }
    };
    if news {
        // Messages of those who typed may be among it; whoever still does is told again in a moment.
        typing::forget(model, turn, conv);
        changed(model, turn, conv);
        turn.touch(Slice::Header(conv));
        if place::open(model) == Some(conv) {
            model.conversations.entry(conv).view(model.now);
        }
    }
    if let Some(standing) = standing {
        reading::stands(model, turn, conv, standing);
    }
    if let Some(before) = before {
        notifying::news(model, turn, conv, before);
    }
}

/// People have another name or picture: it shows everywhere, in old messages too.
pub(super) fn profiles(model: &mut Model, turn: &mut Turn, users: Vec<Profile>) {
    if let Session::In { me, .. } = &mut model.session
        && let Some(own) = users.iter().find(|user| user.id == me.id)
    {
        *me = own.clone();
    }
    if model.people.learn(users) {
        turn.touch_all(model);
    }
}

/// A conversation is not the person's.
pub(super) fn gone(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    model.requests.settle(Asked::Pull(conv));
    model.conversations.gone(conv);
    model.typing.forget(conv);
    turn.touch_conversation(conv);
}

/// Changes of the private state came.
pub(super) fn user_delta(model: &mut Model, turn: &mut Turn, events: Vec<LoggedForUser>) {
    let answered = model.requests.is_open(Asked::PullUser);
    model.requests.settle(Asked::PullUser);
    let applied = model.conversations.hear_user(events);
    if answered && applied.is_empty() {
        // The server has no more to say; what came ahead was no more than a hint.
        model.conversations.user_want = None;
    }
    user_events(model, turn, applied);
}

fn user_events(model: &mut Model, turn: &mut Turn, applied: Vec<UserEvent>) {
    for event in applied {
        match event {
            UserEvent::Joined { conv } => {
                let held = model.conversations.entry(conv);
                if held.rev() == Rev::ZERO && held.outline.is_none() {
                    held.want_at(model.now);
                }
            }
            UserEvent::Left { conv } => gone(model, turn, conv),
            _ => {}
        }
    }
}

/// A page of older entries came.
pub(super) fn history(
    model: &mut Model,
    turn: &mut Turn,
    id: RequestId,
    conv: ConversationId,
    entries: Vec<Entry>,
    start: bool,
) {
    model.requests.answered(id);
    let Some(held) = model.conversations.held.get_mut(&conv) else {
        return;
    };
    // A page that was asked for before the body was replaced does not fit, and is not waited for.
    if held.paging == Paging::Asked(id) {
        let found = !entries.is_empty();
        let fits = held.page(entries, start);
        if fits {
            changed(model, turn, conv);
        }
        if !(fits && found) {
            // There is nothing further back: it is not looked for any longer.
            reading::shown(model, turn, conv);
        }
    }
    turn.touch(Slice::Timeline(conv));
}

/// What is held of a conversation changed: what was waiting to be in the log may be there now.
fn changed(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    turn.touch(Slice::Sidebar);
    turn.touch(Slice::Timeline(conv));
    turn.touch(Slice::Composer(conv));
    let held = model.conversations.entry(conv);
    if !held.scrolled_up {
        held.follow(true);
    }
    reading::received(model, conv);
    if place::open(model) == Some(conv) {
        reading::visit(model, turn);
        turn.touch(Slice::Header(conv));
    }
    settle(model, turn, conv);
}

/// What the log has of the outbox is done.
pub(super) fn settle(model: &mut Model, turn: &mut Turn, conv: ConversationId) {
    let Some(me) = model.me() else { return };
    if model.outbox.of(me, conv).next().is_none() {
        return;
    }
    let Some(held) = model.conversations.get(conv) else {
        return;
    };
    let entries = held.body.iter().flat_map(|body| &body.entries);
    let posted: Vec<_> = entries
        .chain(held.last())
        .filter(|entry| entry.message.author == me)
        .map(|entry| entry.message.draft.cid)
        .collect();
    let last = held.body.as_ref().map(|body| body.last_seq);
    let settled = model
        .outbox
        .settle(me, conv, &posted, last.unwrap_or_default());
    compose::settled(model, turn, &settled);
}
