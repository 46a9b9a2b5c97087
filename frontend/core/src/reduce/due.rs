//! What has become possible or due, done after every input: time-outs, messages that may leave, changes to be pulled. Then the shell is
//! asked to wake us at the next moment at which something will be due.

use common::{
    limits::{DRAFT_KEEP_MS, HISTORY_ENTRIES},
    protocol::v1::ClientBody,
    validate::PeopleQuery,
};

use super::{
    account, compose, consent, link, notifying, presence, reading, storage, tabs, telling,
    turn::Turn, typing, why,
};
use crate::{
    effect::{Effect, HttpRequest},
    input::Mono,
    link::{Event, Phase},
    model::{
        Model,
        conversations::{Paging, Want},
        outbox::Item,
        people::Search,
        requests::Asked,
        session::Session,
    },
    slice::Slice,
};

/// Conversations pulled at once: enough to hide a round trip, few enough not to crowd out what the person asks for.
const PARALLEL_PULLS: usize = 4;

/// Does what is due, and asks to be woken for what will be.
pub(super) fn run(model: &mut Model, turn: &mut Turn) {
    time_out(model, turn);
    ask_session_again(model, turn);
    let saved_before = Mono::from_millis(model.now.as_millis().saturating_sub(DRAFT_KEEP_MS));
    if model.now.as_millis() >= DRAFT_KEEP_MS {
        storage::save_drafts(model, turn, saved_before);
    }
    if model
        .storage
        .reading_until
        .is_some_and(|until| until <= model.now)
    {
        storage::restored(model, turn, None);
    }
    for ticket in model.storage.overdue(model.now) {
        storage::failed(model, turn, ticket);
    }
    reading::see(model, turn);
    reading::seek(model, turn);
    if model.link.is_ready() {
        transmit(model, turn);
        telling::tell(model, turn, model.now);
    } else {
        telling::write_down(model, turn);
    }
    if model.link.is_live() {
        telling::ask(model, turn);
        consent::ask(model, turn);
        why::ask(model, turn);
        super::drafts::share(model, turn);
        pull(model, turn);
        page(model, turn);
        people(model, turn);
    }
    typing::due(model, turn);
    account::due(model, turn);
    presence::tell(model, turn);
    notifying::due(model, turn);
    tabs::due(model, turn);
    wake(model, turn);
}

/// What was awaited for too long.
fn time_out(model: &mut Model, turn: &mut Turn) {
    if let Some(event) = model.link.due(model.now) {
        link::step(model, turn, event);
    }
    if answer_due(model).is_some_and(|at| at <= model.now) {
        link::step(model, turn, Event::Overdue);
    }
}

/// When an answer will have been awaited for too long. Behind the catch-up answers stand in line, on a slow line for minutes; so their time
/// begins when it is complete. Until then the catch-up itself is what has to come ([`crate::link::Link::due`]).
fn answer_due(model: &Model) -> Option<Mono> {
    let in_line = model.link.phase == Phase::Updating && model.link.welcomed;
    model.requests.overdue_at().filter(|_| !in_line)
}

fn ask_session_again(model: &mut Model, turn: &mut Turn) {
    if let Session::Unknown { again, .. } = &mut model.session
        && again.is_some_and(|at| at <= model.now)
    {
        *again = None;
        turn.effect(Effect::Http(HttpRequest::Session));
    }
}

/// Messages that may leave.
fn transmit(model: &mut Model, turn: &mut Turn) {
    let Some(me) = model.me() else { return };
    model.outbox.ripen(model.now);
    let asking = |item: &Item| model.is_asking(item);
    for cid in model.outbox.next(me, model.now, asking) {
        compose::transmit(model, turn, cid);
    }
}

/// Changes that are missing.
fn pull(model: &mut Model, turn: &mut Turn) {
    let open = |asked| matches!(asked, Asked::Pull(_));
    let room = PARALLEL_PULLS.saturating_sub(model.requests.count(open));
    let wanted: Vec<_> = model
        .conversations
        .held
        .iter_mut()
        .filter(|(_, held)| matches!(held.want, Want::From(at) if at <= model.now))
        .take(room)
        .map(|(conv, held)| {
            held.want = Want::Pulled;
            (*conv, held.rev())
        })
        .collect();
    for (conv, from) in wanted {
        turn.ask(model, Asked::Pull(conv), ClientBody::Pull { conv, from });
    }
    let due = |at: Option<Mono>| at.is_some_and(|at| at <= model.now);
    if due(model.conversations.user_want) && !model.requests.is_open(Asked::PullUser) {
        let from = model.conversations.urev;
        turn.ask(model, Asked::PullUser, ClientBody::PullUser { from });
    }
}

/// Older entries.
fn page(model: &mut Model, turn: &mut Turn) {
    let wanted: Vec<_> = model
        .conversations
        .held
        .iter()
        .filter(|(_, held)| matches!(held.paging, Paging::From(at) if at <= model.now))
        .filter_map(|(conv, held)| Some((*conv, held.body.as_ref()?.first_held())))
        .collect();
    for (conv, before) in wanted {
        let limit = u16::try_from(HISTORY_ENTRIES).unwrap_or(u16::MAX);
        let body = ClientBody::History {
            conv,
            before,
            limit,
        };
        let id = turn.ask(model, Asked::History(conv), body);
        model.conversations.entry(conv).paging = Paging::Asked(id);
    }
}

/// The dialog that begins a conversation.
fn people(model: &mut Model, turn: &mut Turn) {
    let now = model.now;
    let Some(dialog) = &mut model.people.dialog else {
        return;
    };
    let search = match dialog.search {
        Search::Due(at) if at <= now => {
            dialog.search = Search::Asked;
            let query = PeopleQuery::parse(&dialog.query).as_str().to_owned();
            Some(ClientBody::FindPeople { query })
        }
        _ => None,
    };
    let opening = match &mut dialog.opening {
        Some((user, at)) if at.is_some_and(|at| at <= now) => {
            *at = None;
            Some(ClientBody::OpenDirect { user: *user })
        }
        _ => None,
    };
    if let Some(body) = search {
        // The answer to an earlier search is overtaken.
        model.requests.settle(Asked::FindPeople);
        turn.ask(model, Asked::FindPeople, body);
        turn.touch(Slice::NewConversation);
    }
    if let Some(body) = opening {
        model.requests.settle(Asked::OpenDirect);
        turn.ask(model, Asked::OpenDirect, body);
    }
}

/// Asks for a tick at the next moment at which something will be due, if it was not asked for already.
fn wake(model: &mut Model, turn: &mut Turn) {
    let ready = model.me().filter(|_| model.link.is_ready());
    let mut moments = vec![
        model.link.next_due(),
        answer_due(model),
        model.drafts.next_save(),
        model.storage.next_overdue(),
        model.storage.reading_until,
        countdown(model, turn),
        telling::next_due(model),
        account::next_due(model),
        model.notifications.unmute_at,
        model.typing.next_expiry(),
        model.typing.idle_at(model.cfg.typing_idle_ms),
        ready.and_then(|me| model.outbox.next_retry(me)),
    ];
    if let Session::Unknown { again, .. } = &model.session {
        moments.push(*again);
    }
    if model.link.is_live() {
        moments.push(Some(model.reading.attention.idle_at()));
        moments.push(model.conversations.user_want);
        moments.push(model.wishes.next_due());
        moments.push(model.me().and_then(|me| model.drafts.next_share(me)));
        moments.push(model.inquiry.as_ref().and_then(|inquiry| inquiry.due));
        for held in model.conversations.held.values() {
            moments.push(match held.want {
                Want::From(at) => Some(at),
                Want::Nothing | Want::Pulled => None,
            });
            moments.push(match held.paging {
                Paging::From(at) => Some(at),
                Paging::Idle | Paging::Asked(_) => None,
            });
        }
        if let Some(dialog) = &model.people.dialog {
            moments.push(match dialog.search {
                Search::Due(at) => Some(at),
                _ => None,
            });
            moments.push(dialog.opening.and_then(|(_, at)| at));
        }
    }
    let next = moments
        .into_iter()
        .flatten()
        .filter(|at| *at > model.now)
        .min();
    if let Some(next) = next
        && model
            .wake
            .is_none_or(|asked| next < asked || asked <= model.now)
    {
        model.wake = Some(next);
        turn.effect(Effect::WakeAt(next));
    }
}

/// While a person watches seconds pass, the banner changes with each.
fn countdown(model: &Model, turn: &mut Turn) -> Option<Mono> {
    let until = match model.link.phase {
        Phase::Waiting | Phase::GoingAway => model.link.until?,
        _ => return None,
    };
    turn.touch(Slice::Link);
    let left = until.since(model.now);
    Some(model.now.plus(left.saturating_sub(1) % 1_000 + 1))
}
