//! Who is signed in: asking, signing in, registering, signing out, and being signed out.

use common::{
    ids::UserId,
    model::{Profile, SignedOutBecause},
    protocol::v1::{
        ErrorCode,
        http::{Recover, Register, SessionInfo, SignIn},
    },
    validate::{DisplayName, Password, Username},
};

use super::{link, place, storage, sync, telling, turn::Turn};
use crate::{
    effect::{Effect, HttpRequest},
    input::{HttpAnswer, HttpError, Route},
    link::{Event, backoff},
    model::{
        Model,
        conversations::Conversations,
        notices::Notice,
        people::People,
        session::{Door, Leaving, Refusal, Session},
        wishes::Wishes,
    },
    slice::Slice,
};

/// The app was mounted.
pub(super) fn started(
    model: &mut Model,
    turn: &mut Turn,
    build: String,
    route: Route,
    online: bool,
) {
    model.build = build;
    model.route = route;
    model.link.online = online;
    model.storage.reading(model.now);
    turn.effect(Effect::LoadRecords);
    turn.effect(Effect::Http(HttpRequest::Session));
    turn.touch_all(model);
}

/// The server answered over HTTP, or it did not.
pub(super) fn answered(model: &mut Model, turn: &mut Turn, answer: HttpAnswer) {
    turn.touch(Slice::Session);
    match answer {
        HttpAnswer::Session(Ok(info)) => told(model, turn, info),
        HttpAnswer::Session(Err(_)) => {
            if let Session::Unknown { tries, again, .. } = &mut model.session {
                *again = Some(model.now.plus(backoff::delay(*tries, turn.draw())));
                *tries = tries.saturating_add(1);
            }
        }
        HttpAnswer::SignedIn(Ok(signed_in)) => {
            if let Session::Out(door) = &model.session {
                let (info, then) = (door.info.clone(), door.then);
                enter(model, turn, signed_in.me, info);
                place::go(model, turn, then.unwrap_or(Route::Home), true);
            }
        }
        HttpAnswer::SignedIn(Err(error)) => {
            if let Session::Out(door) = &mut model.session {
                door.busy = false;
                door.refuse(error.into());
            }
        }
        HttpAnswer::SignedOut(Ok(())) => leave(model, turn, None),
        HttpAnswer::SignedOut(Err(HttpError::Refused(error)))
            if error.code == ErrorCode::SignedOut =>
        {
            leave(model, turn, None);
        }
        HttpAnswer::SignedOut(Err(_)) => {
            stay(model, turn);
            model.notices.say(Notice::SignOutFailed);
            turn.touch(Slice::Toasts);
        }
        // A live connection says it, too, and says what other devices change since in its order.
        HttpAnswer::Became(_) if model.is_connected() => {}
        HttpAnswer::Became(me) => sync::profiles(model, turn, vec![me]),
    }
}

/// The server said who is signed in.
fn told(model: &mut Model, turn: &mut Turn, info: SessionInfo) {
    if info.build != model.build {
        model.notices.say(Notice::NewBuild);
        turn.touch(Slice::Toasts);
    }
    match (&mut model.session, info.me.clone()) {
        (Session::Unknown { .. }, Some(me)) if model.storage.restored => {
            enter(model, turn, me, info);
            place::guard(model, turn);
        }
        (Session::Unknown { answer, .. }, Some(_)) => *answer = Some(info),
        (Session::Unknown { .. }, None) => {
            model.session = Session::Out(Door::new(info));
            turn.touch_all(model);
            place::guard(model, turn);
        }
        // Somebody else is signed in by now, in another tab: `welcome` will say so. Nobody: the session is over.
        (Session::In { .. }, None) => link::step(model, turn, Event::Revoked),
        (Session::In { .. }, Some(_)) | (Session::Out(_), _) => {}
    }
}

/// Someone is signed in.
pub(super) fn enter(model: &mut Model, turn: &mut Turn, me: Profile, info: SessionInfo) {
    model.people.learn([me.clone()]);
    model.link.because = SignedOutBecause::default();
    model.session = Session::In {
        me,
        info,
        leaving: Leaving::No,
    };
    link::step(model, turn, Event::SignedIn);
    turn.touch_all(model);
}

/// The session was ended elsewhere, or it expired; unless this very device asked for it a moment ago.
pub(super) fn ended(model: &mut Model, turn: &mut Turn) {
    let asked = matches!(
        model.session,
        Session::In {
            leaving: Leaving::Busy,
            ..
        }
    );
    leave(model, turn, (!asked).then_some(model.link.because));
}

/// Nobody is signed in any more. What the server said to them is forgotten; what they have not sent is kept, and is theirs alone.
fn leave(model: &mut Model, turn: &mut Turn, ended: Option<SignedOutBecause>) {
    let Session::In { info, .. } = &model.session else {
        return;
    };
    let mut door = Door::new(SessionInfo {
        me: None,
        ..info.clone()
    });
    door.ended = ended;
    door.then = ended.map(|_| model.route);
    storage::save_drafts(model, turn, model.now);
    telling::leave(model, turn);
    turn.touch_all(model);
    model.session = Session::Out(door);
    model.link.was_connected = false;
    if ended.is_none() {
        link::step(model, turn, Event::SignedOut);
    }
    model.outbox.forget_sent();
    model.conversations = Conversations::default();
    model.people = People::default();
    model.account = None;
    model.wishes = Wishes::default();
    place::go(model, turn, Route::SignIn, true);
}

/// The person filled in the form to sign in.
pub(super) fn sign_in(model: &mut Model, turn: &mut Turn, form: SignIn) {
    let complete = if form.username.trim().is_empty() {
        Err((ErrorCode::InvalidUsername, String::new()))
    } else if form.password.is_empty() {
        Err((ErrorCode::InvalidPassword, String::new()))
    } else {
        Ok(())
    };
    ask(model, turn, complete, HttpRequest::SignIn(form));
}

/// The person filled in the form to register. The rules are the server's own functions, so the answer is instant and the same.
pub(super) fn register(model: &mut Model, turn: &mut Turn, form: Register) {
    let Session::Out(door) = &model.session else {
        return;
    };
    let valid = Username::parse(&form.username)
        .map_err(|wrong| (ErrorCode::InvalidUsername, wrong.to_string()))
        .and_then(|_| {
            DisplayName::parse(&form.name)
                .map_err(|wrong| (ErrorCode::InvalidName, wrong.to_string()))
        })
        .and_then(|_| {
            Password::parse(&form.password, door.info.password_chars)
                .map_err(|wrong| (ErrorCode::InvalidPassword, wrong.to_string()))
        })
        .map(|_| ());
    ask(model, turn, valid, HttpRequest::Register(form));
}

/// The person has a recovery code, and wants another password.
pub(super) fn recover(model: &mut Model, turn: &mut Turn, form: Recover) {
    let Session::Out(door) = &model.session else {
        return;
    };
    let valid = if form.username.trim().is_empty() {
        Err((ErrorCode::InvalidUsername, String::new()))
    } else {
        Password::parse(&form.password, door.info.password_chars)
            .map_err(|wrong| (ErrorCode::InvalidPassword, wrong.to_string()))
            .map(|_| ())
    };
    ask(model, turn, valid, HttpRequest::Recover(form));
}

/// The person chose one of the demo's people.
pub(super) fn sign_in_as(model: &mut Model, turn: &mut Turn, user: UserId) {
    ask(model, turn, Ok(()), HttpRequest::SignInAs(user));
}

/// Asks the server to sign someone in, unless the form is not valid or one is being asked already.
fn ask(
    model: &mut Model,
    turn: &mut Turn,
    valid: Result<(), (ErrorCode, String)>,
    request: HttpRequest,
) {
    let Session::Out(door) = &mut model.session else {
        return;
    };
    if door.busy {
        return;
    }
    turn.touch(Slice::Session);
    match valid {
        Ok(()) => {
            door.busy = true;
            door.refusal = None;
            turn.effect(Effect::Http(request));
        }
        Err((code, message)) => door.refuse(Refusal { code, message }),
    }
}

/// The person wants to sign out; with messages that are not sent yet, they are told first.
pub(super) fn sign_out(model: &mut Model, turn: &mut Turn) {
    if model.unsent() == 0 {
        sign_out_anyway(model, turn);
    } else if let Session::In { leaving, .. } = &mut model.session
        && *leaving == Leaving::No
    {
        *leaving = Leaving::Asked;
        turn.touch(Slice::Session);
    }
}

/// The person signs out.
pub(super) fn sign_out_anyway(model: &mut Model, turn: &mut Turn) {
    if let Session::In { leaving, .. } = &mut model.session
        && *leaving != Leaving::Busy
    {
        *leaving = Leaving::Busy;
        turn.touch(Slice::Session);
        turn.effect(Effect::Http(HttpRequest::SignOut));
    }
}

/// The person does not sign out after all, or it did not work.
pub(super) fn stay(model: &mut Model, turn: &mut Turn) {
    if let Session::In { leaving, .. } = &mut model.session {
        *leaving = Leaving::No;
        turn.touch(Slice::Session);
    }
}
