//! Signing in and out.

use common::protocol::v1::{
    ApiError, ErrorCode, ServerFrame, SignedOutBecause, close,
    http::{Recover, Register, SessionInfo, SignIn, SignedIn},
};

use super::rig::{JOHN, MARY, Rig, conv, info, profile, snapshot};
use crate::{
    effect::{Effect, HttpRequest},
    input::{HttpAnswer, HttpError, Input, Intent, Record, Route, Tabs},
    select::{self, Field, Notice, SessionView, SignOutView},
};

fn answer(rig: &mut Rig, answer: HttpAnswer) {
    rig.input(Input::Http(answer));
}

fn led_to(rig: &mut Rig) -> Option<Route> {
    rig.take()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::Navigate {
                route,
                replace: true,
            } => Some(route),
            _ => None,
        })
}

fn door(rig: &Rig) -> select::FormView {
    match select::session(&rig.model) {
        SessionView::SignedOut(form) => form,
        other => panic!("the door, not {other:?}"),
    }
}

fn sign_out_view(rig: &Rig) -> SignOutView {
    match select::session(&rig.model) {
        SessionView::SignedIn { sign_out, .. } => sign_out,
        other => panic!("signed in, not {other:?}"),
    }
}

fn sign_in() -> SignIn {
    SignIn {
        username: "mary".to_owned(),
        password: "a long enough one".to_owned(),
    }
}

fn register(username: &str, name: &str, password: &str) -> Intent {
    Intent::Register(Register {
        username: username.to_owned(),
        name: name.to_owned(),
        password: password.to_owned(),
    })
}

#[test]
fn signing_in_leads_to_where_one_was_going() {
    let there = Route::Conversation(conv(1));
    let mut rig = Rig::start(there);
    answer(&mut rig, HttpAnswer::Session(Ok(info(None))));
    assert_eq!(led_to(&mut rig), Some(Route::SignIn));
    rig.ui(Intent::SignIn(sign_in()));
    rig.ui(Intent::SignIn(sign_in()));
    assert_eq!(rig.http(), [HttpRequest::SignIn(sign_in())], "asked once");
    assert!(door(&rig).busy);
    answer(
        &mut rig,
        HttpAnswer::SignedIn(Ok(SignedIn { me: profile(MARY) })),
    );
    assert_eq!(led_to(&mut rig), Some(there));
    assert_eq!(rig.model.me(), Some(MARY));
}

#[test]
fn a_signed_in_person_is_led_away_from_the_forms() {
    let mut rig = Rig::start(Route::Register);
    rig.sign_in(MARY);
    assert_eq!(led_to(&mut rig), Some(Route::Home));
}

#[test]
fn a_closed_door_has_no_way_to_register() {
    let mut rig = Rig::start(Route::Register);
    let closed = SessionInfo {
        registration: common::protocol::v1::http::Registration::Closed,
        ..info(None)
    };
    answer(&mut rig, HttpAnswer::Session(Ok(closed)));
    assert_eq!(led_to(&mut rig), Some(Route::SignIn));
}

#[test]
fn a_refusal_is_shown_at_its_field() {
    let mut rig = Rig::start(Route::Register);
    answer(&mut rig, HttpAnswer::Session(Ok(info(None))));
    for (code, field) in [
        (ErrorCode::UsernameTaken, Some(Field::Username)),
        (ErrorCode::InvalidName, Some(Field::Name)),
        (ErrorCode::InvalidPassword, Some(Field::Password)),
        (ErrorCode::WrongCredentials, None),
    ] {
        rig.ui(Intent::SignIn(sign_in()));
        let refused = HttpError::Refused(ApiError::never(code, "no"));
        answer(&mut rig, HttpAnswer::SignedIn(Err(refused)));
        let form = door(&rig);
        assert!(!form.busy);
        let error = form.error.unwrap();
        assert_eq!(
            (error.code, error.field, error.message.as_str()),
            (code, field, "no")
        );
    }
    rig.ui(Intent::SignIn(sign_in()));
    answer(&mut rig, HttpAnswer::SignedIn(Err(HttpError::Unreachable)));
    assert_eq!(door(&rig).error.unwrap().code, ErrorCode::Unavailable);
}

#[test]
fn the_same_mistake_made_twice_is_told_twice() {
    let mut rig = Rig::start(Route::Register);
    answer(&mut rig, HttpAnswer::Session(Ok(info(None))));
    rig.ui(register("m", "Mary", "a long enough one"));
    let first = door(&rig).error;
    rig.ui(register("m", "Mary", "a long enough one"));
    assert_ne!(
        door(&rig).error,
        first,
        "so that the focus goes there again"
    );
}

#[test]
fn a_form_is_judged_before_the_server_is_asked() {
    let mut rig = Rig::start(Route::Register);
    answer(&mut rig, HttpAnswer::Session(Ok(info(None))));
    rig.take();
    for (intent, field) in [
        (register("m", "Mary", "a long enough one"), Field::Username),
        (register("mary", "  ", "a long enough one"), Field::Name),
        (register("mary", "Mary", "short"), Field::Password),
        (
            Intent::SignIn(SignIn {
                username: " ".to_owned(),
                ..sign_in()
            }),
            Field::Username,
        ),
        (
            Intent::SignIn(SignIn {
                password: String::new(),
                ..sign_in()
            }),
            Field::Password,
        ),
    ] {
        rig.ui(intent);
        assert_eq!(door(&rig).error.unwrap().field, Some(field));
        assert!(rig.http().is_empty());
    }
    rig.ui(register("mary", "Mary", "a long enough one"));
    assert_eq!(rig.http().len(), 1);
    assert_eq!(door(&rig).error, None);
}

#[test]
fn signing_out_with_unsent_messages_asks_first_and_keeps_them() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(2, 2))]);
    rig.close(1006);
    rig.say(conv(1), "unsent");
    rig.take();
    rig.ui(Intent::SignOut);
    assert_eq!(sign_out_view(&rig), SignOutView::Asking { unsent: 1 });
    rig.ui(Intent::StaySignedIn);
    assert_eq!(sign_out_view(&rig), SignOutView::Idle);
    rig.ui(Intent::SignOut);
    rig.ui(Intent::SignOutAnyway);
    assert_eq!(rig.http(), [HttpRequest::SignOut]);
    answer(&mut rig, HttpAnswer::SignedOut(Ok(())));
    assert_eq!(rig.model.me(), None);
    assert!(
        rig.model.conversation(conv(1)).is_none(),
        "what the server said is forgotten"
    );
    assert_eq!(rig.records.len(), 1, "what was not sent is kept");
    rig.ui(Intent::SignIn(sign_in()));
    answer(
        &mut rig,
        HttpAnswer::SignedIn(Ok(SignedIn { me: profile(MARY) })),
    );
    rig.connect(&[(conv(1), snapshot(2, 2))]);
    assert_eq!(rig.model.unsent(), 1);
    assert!(!door_has_ended(&rig));
}

fn door_has_ended(rig: &Rig) -> bool {
    matches!(select::session(&rig.model), SessionView::SignedOut(form) if form.ended.is_some())
}

#[test]
fn signing_out_without_unsent_messages_just_does_it() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::SignOut);
    assert_eq!(rig.http(), [HttpRequest::SignOut]);
    // The server closes this device's sockets before its answer arrives.
    rig.close(close::SIGNED_OUT);
    assert!(!door_has_ended(&rig), "it was asked for here");
    answer(&mut rig, HttpAnswer::SignedOut(Ok(())));
    assert_eq!(rig.model.route, Route::SignIn);
}

#[test]
fn signing_out_without_a_server_says_that_it_did_not_work() {
    let mut rig = Rig::connected(&[]);
    rig.ui(Intent::SignOut);
    answer(&mut rig, HttpAnswer::SignedOut(Err(HttpError::Unreachable)));
    assert_eq!(sign_out_view(&rig), SignOutView::Idle);
    assert_eq!(select::toasts(&rig.model)[0].notice, Notice::SignOutFailed);
    rig.ui(Intent::DismissToast(select::toasts(&rig.model)[0].id));
    assert!(select::toasts(&rig.model).is_empty());
}

#[test]
fn a_session_that_was_ended_elsewhere_says_so_and_keeps_what_was_written() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.ui(Intent::Visit(Route::Conversation(conv(1))));
    rig.type_in(conv(1), "a thought");
    rig.take();
    rig.close(close::SIGNED_OUT);
    assert_eq!(door(&rig).ended, Some(SignedOutBecause::Ended));
    rig.write();
    assert_eq!(rig.records.len(), 1, "the draft");
    assert_eq!(led_to(&mut rig), Some(Route::SignIn));
    rig.ui(Intent::SignIn(sign_in()));
    answer(
        &mut rig,
        HttpAnswer::SignedIn(Ok(SignedIn { me: profile(MARY) })),
    );
    assert_eq!(
        rig.model.route,
        Route::Conversation(conv(1)),
        "back to where one was"
    );
    assert_eq!(rig.composer(conv(1)).text, "a thought");
}

#[test]
fn a_server_that_does_not_answer_is_asked_again_and_again() {
    let mut rig = Rig::start(Route::Home);
    assert_eq!(rig.http(), [HttpRequest::Session]);
    answer(&mut rig, HttpAnswer::Session(Err(HttpError::Unreachable)));
    assert_eq!(
        select::session(&rig.model),
        SessionView::Loading { unreachable: true }
    );
    rig.pass(500);
    assert_eq!(rig.http(), [HttpRequest::Session]);
    rig.sign_in(MARY);
    assert_eq!(rig.model.me(), Some(MARY));
}

#[test]
fn a_storage_that_hangs_does_not_lock_the_door_and_may_still_answer_later() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.close(1006);
    rig.say(conv(1), "unsent");
    let stored = rig.records.iter();
    let records = stored
        .map(|(key, value)| Record {
            key: key.clone(),
            value: value.clone(),
        })
        .collect();
    let mut slow = Rig::start_unread(Route::Home);
    slow.input(Input::Tabs(Tabs::Leads));
    slow.sign_in(MARY);
    slow.pass(4_999);
    assert_eq!(slow.model.me(), None);
    slow.pass(1);
    assert_eq!(slow.model.me(), Some(MARY));
    assert!(select::bars(&slow.model).unkept);
    slow.connect(&[(conv(1), snapshot(0, 0))]);
    slow.input(Input::Restored(Some(records)));
    assert!(!select::bars(&slow.model).unkept);
    assert_eq!(slow.sends().len(), 1);
}

#[test]
fn somebody_else_signed_in_in_another_tab_begins_anew_as_them() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    rig.close(1006);
    rig.say(conv(1), "mine");
    rig.pass(30_000);
    rig.open();
    let socket = rig.socket();
    rig.input(Input::Server {
        socket,
        frame: common::protocol::v1::ServerFrame::Welcome(common::protocol::v1::Welcome {
            state: common::seq::StateVer::ZERO,
            version: 1,
            caps: Vec::new(),
            conn: common::ids::ConnectionId::from_bytes([0; 16]),
            me: profile(JOHN),
            epoch: super::rig::EPOCH,
            urev: common::seq::UserRev::ZERO,
            server_now: common::time::Timestamp::from_millis(0),
            cfg: common::protocol::v1::Config::default(),
        }),
    });
    assert_eq!(rig.model.me(), Some(JOHN));
    assert!(rig.model.conversation(conv(1)).is_none());
    rig.pass(30_000);
    let hello = rig.connect(&[]);
    assert!(hello.heads.is_empty());
    assert!(
        rig.sends().is_empty(),
        "Mary's message is not John's to send"
    );
}

#[test]
fn another_build_is_mentioned() {
    let mut rig = Rig::start(Route::Home);
    let newer = SessionInfo {
        build: "2.0.0".to_owned(),
        ..info(Some(MARY))
    };
    answer(&mut rig, HttpAnswer::Session(Ok(newer)));
    assert_eq!(select::toasts(&rig.model)[0].notice, Notice::NewBuild);
}

/// A3: who is signed out from elsewhere is told why at once, and not what was said to somebody before.
#[test]
fn a3_the_door_says_why() {
    for because in [
        SignedOutBecause::Revoked,
        SignedOutBecause::PasswordChanged,
        SignedOutBecause::Disabled,
    ] {
        let mut rig = Rig::connected(&[(conv(1), snapshot(2, 2))]);
        rig.server(ServerFrame::SignedOut { because });
        assert_eq!(door(&rig).ended, Some(because));
        assert_eq!(rig.model.me(), None);
        rig.ui(Intent::SignIn(sign_in()));
        answer(
            &mut rig,
            HttpAnswer::SignedIn(Ok(SignedIn { me: profile(MARY) })),
        );
        rig.connect(&[(conv(1), snapshot(2, 2))]);
        rig.close(close::SIGNED_OUT);
        assert_eq!(door(&rig).ended, Some(SignedOutBecause::Ended));
    }
}

#[test]
fn a_code_and_another_password_lead_in() {
    let mut rig = Rig::start(Route::Recover);
    answer(&mut rig, HttpAnswer::Session(Ok(info(None))));
    let form = |username: &str, password: &str| Recover {
        username: username.to_owned(),
        code: "k7dq".to_owned(),
        password: password.to_owned(),
    };
    rig.http();
    for (wrong, field) in [
        (form(" ", "a long enough one"), Field::Username),
        (form("mary", "short"), Field::Password),
    ] {
        rig.ui(Intent::Recover(wrong));
        assert_eq!(door(&rig).error.unwrap().field, Some(field));
        assert!(rig.http().is_empty());
    }
    let right = form("mary", "a long enough one");
    rig.ui(Intent::Recover(right.clone()));
    assert_eq!(rig.http(), [HttpRequest::Recover(right)]);
    answer(
        &mut rig,
        HttpAnswer::SignedIn(Ok(SignedIn { me: profile(MARY) })),
    );
    assert_eq!(rig.model.route, Route::Home);
}
