//! What the server says. Dispatch only.

use common::protocol::v1::{ApiError, ClientBody, ErrorCode, RequestId, Retry, ServerFrame};

use super::{
    compose, consent, drafts, link, place, presence, reading, sync, telling, turn::Turn, typing,
    why,
};
use crate::{
    input::{Mono, Route},
    link::Event,
    model::{
        Model, conversations::Paging, inquiry::Traces, notices::Notice, people::Search,
        requests::Asked,
    },
    slice::Slice,
};

/// The server said something on the current socket.
pub(super) fn said(model: &mut Model, turn: &mut Turn, frame: ServerFrame) {
    model.link.hear(model.now, model.wall);
    model.link.probe = None;
    if let ServerFrame::Welcome(_)
    | ServerFrame::Conversation(_)
    | ServerFrame::Delta { .. }
    | ServerFrame::Gone { .. }
    | ServerFrame::Standing { .. }
    | ServerFrame::UserDelta { .. } = frame
    {
        model.link.went_on = model.now;
    }
    match frame {
        ServerFrame::Welcome(welcome) => sync::welcome(model, turn, welcome),
        ServerFrame::Delta { conv, from, events } => sync::delta(model, turn, conv, from, events),
        ServerFrame::Conversation(catch) => sync::catch(model, turn, catch),
        ServerFrame::Gone { conv } => sync::gone(model, turn, conv),
        ServerFrame::UserDelta { events, .. } => sync::user_delta(model, turn, events),
        ServerFrame::CaughtUp => link::step(model, turn, Event::CaughtUp),
        ServerFrame::Sent {
            cid,
            conv,
            seq,
            rev,
            server_ts,
            ..
        } => compose::sent(model, turn, cid, conv, (seq, rev, server_ts)),
        ServerFrame::SendErr { cid, error } => compose::refused(model, turn, cid, error),
        ServerFrame::History {
            id,
            conv,
            entries,
            start,
        } => sync::history(model, turn, id, conv, entries, start),
        ServerFrame::Opened { id, catch } => {
            let wanted = model.requests.answered(id).is_some() && model.people.dialog.is_some();
            let conv = catch.conv;
            sync::catch(model, turn, catch);
            if wanted {
                model.people.dialog = None;
                turn.touch(Slice::NewConversation);
                place::go(model, turn, Route::Conversation(conv), false);
                turn.effect(crate::effect::Effect::FocusComposer);
            }
        }
        ServerFrame::People { id, users } => {
            let asked = model.requests.answered(id).is_some();
            model.people.learn(users.iter().cloned());
            // An answer to what was typed before is overtaken by what is typed now.
            if let Some(dialog) = &mut model.people.dialog
                && asked
                && matches!(dialog.search, Search::Asked)
            {
                dialog.search = Search::Found(users);
                turn.touch(Slice::NewConversation);
            }
        }
        ServerFrame::SignedOut { because } => {
            model.link.because = because;
            link::step(model, turn, Event::Revoked);
        }
        ServerFrame::Error { id, error } => refused(model, turn, id, error),
        ServerFrame::Standing { conv, standing } => {
            model.requests.settle(Asked::Standing(conv));
            reading::stands(model, turn, conv, standing);
        }
        ServerFrame::Cursor { conv, cursor } => reading::cursor(model, turn, conv, cursor),
        ServerFrame::Receipts { conv, receipts } => {
            reading::receipts(model, turn, conv, receipts);
        }
        ServerFrame::Why {
            id,
            rev,
            received,
            read,
            ..
        } => why::told(
            model,
            turn,
            id,
            Traces {
                rev,
                received,
                read,
            },
        ),
        ServerFrame::Account(account) => consent::account(model, turn, account),
        ServerFrame::Profiles { users } => sync::profiles(model, turn, users),
        ServerFrame::Done { id } => {
            if let Some(Asked::Wish(number)) = model.requests.answered(id) {
                consent::done(model, turn, number);
            }
        }
        ServerFrame::Ping => _ = turn.tell(model, ClientBody::Pong),
        ServerFrame::GoAway { within_ms } => link::go_away(model, turn, within_ms),
        ServerFrame::TypingSet { conv, users, more } => {
            typing::said(model, turn, conv, (users, more));
        }
        ServerFrame::Presence { users } => presence::said(model, turn, users),
        // Of capabilities that this client does not list, or of a newer server; `pong` has said all by having come.
        _ => {}
    }
}

/// The server refused a request.
fn refused(model: &mut Model, turn: &mut Turn, id: Option<RequestId>, error: ApiError) {
    if error.code == ErrorCode::SignedOut {
        link::step(model, turn, Event::Revoked);
        return;
    }
    let again = match error.retry {
        Retry::SameKey { after_ms } => Some(model.now.plus(u64::from(after_ms))),
        _ => None,
    };
    let Some(id) = id else { return };
    let Some(asked) = model.requests.answered(id) else {
        if let Some(again) = again {
            model.reading.refused(id, again);
        }
        return;
    };
    match asked {
        // The connection is of no use; the server closes it, or the silence will.
        Asked::Hello => {}
        Asked::Send(cid) => compose::refused(model, turn, cid, error),
        Asked::Pull(conv) => {
            if let Some(held) = model.conversations.held.get_mut(&conv) {
                held.refused(again);
            }
        }
        Asked::Standing(conv) => telling::refused(model, conv, again),
        Asked::Wish(number) => consent::refused(model, turn, number, again, error),
        Asked::Draft(conv) => drafts::refused(model, conv, again),
        Asked::Why => why::refused(model, turn, again),
        Asked::PullUser => model.conversations.user_want = again,
        Asked::History(conv) => {
            if let Some(held) = model.conversations.held.get_mut(&conv) {
                held.paging = again.map_or(Paging::Idle, Paging::From);
                turn.touch(Slice::Timeline(conv));
            }
            if again.is_none() {
                reading::shown(model, turn, conv);
            }
        }
        Asked::OpenDirect => open_refused(model, turn, again, error),
        Asked::FindPeople => {
            if let Some(dialog) = &mut model.people.dialog
                && matches!(dialog.search, Search::Asked)
            {
                dialog.search = again.map_or(Search::Failed(error.code), Search::Due);
                turn.touch(Slice::NewConversation);
            }
        }
    }
}

fn open_refused(model: &mut Model, turn: &mut Turn, again: Option<Mono>, error: ApiError) {
    turn.touch(Slice::NewConversation);
    if let Some(dialog) = &mut model.people.dialog {
        match (&mut dialog.opening, again) {
            (Some((_, at)), Some(again)) => *at = Some(again),
            (opening, _) => *opening = None,
        }
    }
    if again.is_none() {
        let ApiError { code, message, .. } = error;
        model.notices.say(Notice::Refused { code, message });
        turn.touch(Slice::Toasts);
    }
}
