//! The connection: events of the network and the page become steps in the table of [`crate::link`], whose actions are done here.

use common::{
    ids::ConversationId,
    limits::{GO_AWAY_MS, RECONNECT_CAP_MS},
    protocol::v1::{ClientBody, Hello, VERSION, caps, close},
};

use super::{drafts, place, presence, reading, session, storage, sync, turn::Turn, typing, why};
use crate::{
    effect::{Effect, HttpRequest},
    input::{LinkEvent, Mono, Route, SocketId},
    link::{Action, Event, PROBE_MS, Phase, backoff, transition},
    model::{Model, people::Search, requests::Asked},
    slice::Slice,
};

/// What this client understands beyond the core.
const UNDERSTOOD: [&str; 4] = [caps::RECEIPTS, caps::TYPING, caps::PRESENCE, caps::PEOPLE];

/// Something happened to the network or the page.
pub(super) fn happened(model: &mut Model, turn: &mut Turn, event: LinkEvent) {
    match event {
        LinkEvent::Opened(socket) if model.link.socket == Some(socket) => {
            step(model, turn, Event::Opened);
        }
        LinkEvent::Closed { socket, code } if model.link.socket == Some(socket) => {
            closed(model, turn, code);
        }
        // The last words of a socket that was given up.
        LinkEvent::Opened(_) | LinkEvent::Closed { .. } => {}
        LinkEvent::Online => {
            model.link.online = true;
            turn.touch(Slice::Link);
            step(model, turn, Event::Online);
        }
        LinkEvent::Offline => {
            model.link.online = false;
            turn.touch(Slice::Link);
            step(model, turn, Event::Offline);
        }
        LinkEvent::Visible => {
            reading::visible(model, turn, true);
            storage::look_again(model, turn);
            step(model, turn, Event::Visible);
        }
        LinkEvent::Hidden => {
            reading::visible(model, turn, false);
            drafts::hurry(model, turn);
            storage::save_drafts(model, turn, model.now);
            typing::stop(model, turn);
        }
    }
}

/// The socket closed, or could not be opened.
fn closed(model: &mut Model, turn: &mut Turn, code: u16) {
    model.link.socket = None;
    forget_connection(model, turn);
    let event = match code {
        close::SIGNED_OUT => Event::Revoked,
        close::VERSION => Event::Rejected,
        _ if model.link.online => Event::Lost,
        _ => Event::LostOffline,
    };
    step(model, turn, event);
}

/// The server stops, and asks to be called again within so many milliseconds.
pub(super) fn go_away(model: &mut Model, turn: &mut Turn, within_ms: u32) {
    let within = u64::from(within_ms.min(GO_AWAY_MS));
    let until = model.now.plus(backoff::within(within, turn.draw()));
    step(model, turn, Event::GoAway);
    if model.link.phase == Phase::GoingAway {
        model.link.until = Some(until);
    }
}

/// One step in the table.
pub(super) fn step(model: &mut Model, turn: &mut Turn, event: Event) {
    let before = model.link.phase;
    let Some((phase, action)) = transition(before, event) else {
        return;
    };
    model.link.phase = phase;
    turn.touch(Slice::Link);
    match action {
        Action::Open => open(model, turn),
        Action::Greet => greet(model, turn),
        Action::Settle => {
            model.link.attempts = 0;
            model.link.was_connected = true;
            model.requests.restart(model.now);
            sync::caught_up(model, turn);
        }
        Action::Wait => {
            hang_up(model, turn);
            let delay = backoff::delay(model.link.attempts, turn.draw());
            model.link.until = Some(model.now.plus(delay));
            model.link.attempts = model.link.attempts.saturating_add(1);
            if before == Phase::Connecting {
                // A refused handshake looks like an unreachable server. Only HTTP can tell whether the session is over.
                turn.effect(Effect::Http(HttpRequest::Session));
            }
        }
        Action::Rest => {
            hang_up(model, turn);
            model.link.until = Some(model.now.plus(RECONNECT_CAP_MS));
        }
        // The moment comes with the frame.
        Action::Drain => {}
        Action::Probe => {
            if model.link.probe.is_none() && model.link.is_doubtful(model.now, model.wall) {
                model.link.probe = Some(model.now.plus(PROBE_MS));
                turn.tell(model, ClientBody::Ping);
            }
        }
        Action::Close => hang_up(model, turn),
        Action::End => {
            hang_up(model, turn);
            session::ended(model, turn);
        }
    }
}

/// Opens a new socket, in place of one that may still be there.
fn open(model: &mut Model, turn: &mut Turn) {
    forget_connection(model, turn);
    let link = &mut model.link;
    link.sockets = link.sockets.wrapping_add(1);
    link.socket = Some(SocketId(link.sockets));
    link.hear(model.now, model.wall);
    link.until = None;
    turn.effect(Effect::OpenSocket(SocketId(link.sockets)));
}

/// Says `hello` with all cursors.
fn greet(model: &mut Model, turn: &mut Turn) {
    model.link.hear(model.now, model.wall);
    model.link.went_on = model.now;
    let viewing: Option<ConversationId> = match model.route {
        Route::Conversation(conv) => Some(conv),
        _ => None,
    };
    let hello = Hello {
        versions: vec![VERSION],
        caps: UNDERSTOOD.map(str::to_owned).to_vec(),
        build: model.build.clone(),
        epoch: model.conversations.epoch,
        urev: model.conversations.urev,
        state: model.conversations.state,
        heads: model.conversations.heads(viewing),
        viewing,
    };
    turn.ask(model, Asked::Hello, ClientBody::Hello(hello));
}

/// Closes the socket, if there is one.
fn hang_up(model: &mut Model, turn: &mut Turn) {
    model.link.until = None;
    if model.link.socket.take().is_some() {
        turn.effect(Effect::CloseSocket);
        forget_connection(model, turn);
    }
}

/// No answer comes any more to what was asked on this connection: it is wanted again, under the same keys.
fn forget_connection(model: &mut Model, turn: &mut Turn) {
    model.link.welcomed = false;
    model.link.probe = None;
    model.requests.forget();
    model.outbox.rewind();
    model.reading.disconnected();
    model.wishes.disconnected();
    model.conversations.disconnected();
    model.typing.disconnected();
    presence::disconnected(model, turn);
    why::disconnected(model);
    if let Some(me) = model.me() {
        let drafts = model.drafts.of_mut(me);
        drafts.for_each(|(_, draft)| draft.disconnected());
    }
    if let Some(dialog) = &mut model.people.dialog {
        if matches!(dialog.search, Search::Asked) {
            dialog.search = Search::Due(Mono::default());
        }
        if let Some((_, again)) = &mut dialog.opening {
            *again = Some(Mono::default());
        }
    }
    place::touch_open(model, turn);
}
