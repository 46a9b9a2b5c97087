//! Where a person is signed in, the password and the recovery codes; and which sessions end by what.

use std::collections::BTreeSet;

use common::{
    ids::DeviceId,
    limits::RECOVERY_CODES,
    protocol::{
        codec,
        v1::{
            ApiError, ClientBody, ErrorCode, ServerFrame, SignedOutBecause, close,
            http::{Device, Devices, RecoveryCodes},
        },
    },
    seq::Seq,
};

use futures_util::FutureExt;

use crate::{
    ending::unhurried,
    support::{Answer, App, Client, Setup, say},
};

const REVOKED: (Option<SignedOutBecause>, Option<u16>) =
    (Some(SignedOutBecause::Revoked), Some(close::SIGNED_OUT));
const PASSWORD_CHANGED: (Option<SignedOutBecause>, Option<u16>) = (
    Some(SignedOutBecause::PasswordChanged),
    Some(close::SIGNED_OUT),
);
/// The session has another token.
const RENEWED: (Option<SignedOutBecause>, Option<u16>) = (None, Some(close::GOING_AWAY));

/// A server on which nothing ends by the clock: what ends within the test ends by what was asked.
async fn server() -> App {
    Setup::default()
        .with(|config| config.timing = unhurried())
        .start()
        .await
}

async fn devices(client: &Client) -> Vec<Device> {
    let answer = client.ask("GET", "/api/devices").send().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let Devices { devices } = codec::decode(&answer.body).expect("devices");
    devices
}

async fn post(client: &Client, path: &str, body: &str) -> Answer {
    client.ask("POST", path).json(body).send().await
}

async fn change(client: &Client, current: &str, new: &str) -> Answer {
    let body = format!(r#"{{"current":"{current}","new":"{new}"}}"#);
    post(client, "/api/password", &body).await
}

async fn codes(client: &Client) -> Vec<String> {
    let body = r#"{"password":"correct horse"}"#;
    let answer = post(client, "/api/recovery-codes", body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let RecoveryCodes { codes } = codec::decode(&answer.body).expect("codes");
    codes
}

async fn recover(app: &App, username: &str, code: &str) -> Answer {
    let body = format!(r#"{{"username":"{username}","code":"{code}","password":"another horse"}}"#);
    app.ask("POST", "/api/recover").json(&body).send().await
}

fn code_of(answer: &Answer) -> (u16, ErrorCode) {
    let error: ApiError = codec::decode(&answer.body).expect("an error");
    (answer.status, error.code)
}

async fn is_signed_in(client: &Client) -> bool {
    let answer = client.ask("GET", "/api/devices").send().await;
    if answer.status != 200 {
        assert_eq!(code_of(&answer), (401, ErrorCode::SignedOut));
    }
    answer.status == 200
}

/// A3, U5: whoever finds a device that is not theirs any more ends its session, and it hears why and does not come back.
#[tokio::test(flavor = "multi_thread")]
async fn a3_u5_a_device_is_listed_and_revoked() {
    let app = server().await;
    let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    let body = r#"{"username":"mary","name":"Mary","password":"correct horse"}"#;
    let ask = app.ask("POST", "/api/register");
    let registered = ask.header("User-Agent", browser).json(body).send().await;
    let mut desk = App::client_of(app.address, &registered);
    let mut phone = app.sign_in("mary").await;
    desk.connect().await;
    phone.connect().await;
    let listed = devices(&desk).await;
    let [own, other] = listed.as_slice() else {
        panic!("two devices, not {listed:?}")
    };
    assert_eq!((own.current, other.current), (true, false));
    assert_eq!(own.name, "Firefox on Linux");
    assert_eq!(own.ip.as_deref(), Some("127.0.0.1"));
    assert!(own.created <= other.created);
    assert!(
        devices(&phone).await[0].id == other.id,
        "the one that asks comes first"
    );

    let sign_out = format!(r#"{{"device":"{}"}}"#, other.id);
    assert_eq!(
        post(&desk, "/api/devices/sign-out", &sign_out).await.status,
        204
    );
    assert_eq!(phone.last_words().await, REVOKED);
    let resumed = phone.handshake();
    assert_eq!(phone.open_with(resumed).await, Err(401));
    assert!(!is_signed_in(&phone).await);
    assert_eq!(devices(&desk).await.len(), 1);
    desk.tell(ClientBody::Ping).await;
    assert_eq!(desk.frame().await, ServerFrame::Pong, "the desk stays");
    app.stop().await;
}

/// A3: a socket that has not said hello is nobody's yet, so nothing ends it with its session; it can say hello, and no more than that is done.
#[tokio::test(flavor = "multi_thread")]
async fn a3_a_session_that_has_ended_does_nothing_on_a_socket_that_it_has_left_open() {
    let app = server().await;
    let (mut mary, john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    let conv = mary.meet(&john).await;
    let mut phone = app.sign_in("mary").await;
    phone.open().await;
    let other = devices(&mary).await[1].id;
    let sign_out = format!(r#"{{"device":"{other}"}}"#);
    let answer = post(&mary, "/api/devices/sign-out", &sign_out).await;
    assert_eq!(answer.status, 204);
    let said = ClientBody::Send {
        conv,
        draft: say("from the grave"),
        read_upto: None,
    };
    // Whoever looks at a session stands in line behind these, so that there is time for what comes behind hello.
    for _ in 0..2_000 {
        let _ = app
            .parts
            .services
            .accounts
            .profile(mary.me.id)
            .now_or_never();
    }
    phone.burst_in(said).await;
    let ended = Some(SignedOutBecause::Ended);
    assert_eq!(phone.last_words().await, (ended, Some(close::SIGNED_OUT)));
    let (seq, _) = mary.post(conv, "the first").await;
    assert_eq!(seq, Seq::new(1), "nothing was said before");
    app.stop().await;
}

/// A1: another's device is to the byte like none, and stays signed in.
#[tokio::test(flavor = "multi_thread")]
async fn a1_anothers_device_is_like_none() {
    let app = server().await;
    let (mary, mike) = (app.register("mary").await, app.register("mike").await);
    let hers = devices(&mary).await[0].id;
    let mut answers = Vec::new();
    for device in [hers, DeviceId::from_bytes([7; 16])] {
        let body = format!(r#"{{"device":"{device}"}}"#);
        let mut answer = post(&mike, "/api/devices/sign-out", &body).await;
        answer.headers.retain(|(name, _)| name != "date");
        assert_eq!(code_of(&answer), (404, ErrorCode::NotFound));
        answers.push(answer);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(is_signed_in(&mary).await);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_all_others_are_signed_out_at_once() {
    let app = server().await;
    let desk = app.register("mary").await;
    let mut others = [app.sign_in("mary").await, app.sign_in("mary").await];
    let mut john = app.register("john").await;
    john.connect().await;
    for other in &mut others {
        other.connect().await;
    }
    let answer = desk
        .ask("POST", "/api/devices/sign-out-others")
        .send()
        .await;
    assert_eq!(answer.status, 204);
    for other in &mut others {
        assert_eq!(other.last_words().await, REVOKED);
        assert!(!is_signed_in(other).await);
    }
    assert!(is_signed_in(&desk).await);
    john.tell(ClientBody::Ping).await;
    assert_eq!(john.frame().await, ServerFrame::Pong, "john stays");
    app.stop().await;
}

/// A3, U4: with another password every other session ends, and what the old cookie opened is closed too; only the new cookie goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a3_u4_another_password_ends_every_other_session() {
    let app = server().await;
    let mut desk = app.register("mary").await;
    let mut phone = app.sign_in("mary").await;
    let mut unheard = app.sign_in("mary").await;
    unheard.cookie.clone_from(&desk.cookie);
    desk.connect().await;
    phone.connect().await;
    // A socket of the old cookie that is not in the hub yet.
    unheard.open().await;

    let short = change(&desk, "correct horse", "short").await;
    assert_eq!(code_of(&short), (422, ErrorCode::InvalidPassword));
    let wrong = change(&desk, "not my password", "another horse").await;
    assert_eq!(code_of(&wrong), (401, ErrorCode::WrongCredentials));
    assert_eq!(wrong.cookie(), None);
    assert!(is_signed_in(&desk).await && is_signed_in(&phone).await);

    let before = devices(&desk).await[0].id;
    let changed = change(&desk, "correct horse", "another horse").await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(phone.last_words().await, PASSWORD_CHANGED);
    assert_eq!(desk.last_words().await, RENEWED);
    unheard.hello(&[1]).await;
    assert_eq!(unheard.last_words().await, RENEWED);
    assert!(!is_signed_in(&phone).await);
    assert!(!is_signed_in(&desk).await, "the old cookie is dead");
    desk.cookie = changed.cookie().expect("another cookie");
    assert!(is_signed_in(&desk).await);
    assert_eq!(devices(&desk).await[0].id, before, "the device is the same");
    desk.connect().await;

    for (password, status) in [("correct horse", 401), ("another horse", 200)] {
        let body = format!(r#"{{"username":"mary","password":"{password}"}}"#);
        let answer = app.ask("POST", "/api/sign-in").json(&body).send().await;
        assert_eq!(answer.status, status, "{password}");
    }
    app.stop().await;
}

/// Whoever has a cookie and not the password guesses no faster than at the door.
#[tokio::test(flavor = "multi_thread")]
async fn the_present_password_is_guessed_no_faster_than_at_the_door() {
    let app = server().await;
    let mary = app.register("mary").await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(change(&mary, "a wrong guess", "another horse").await.status);
    }
    let body = r#"{"password":"correct horse"}"#;
    statuses.push(post(&mary, "/api/recovery-codes", body).await.status);
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
    app.stop().await;
}

/// U8: a code opens the account once, ends every session, and what it set is the password from then on.
#[tokio::test(flavor = "multi_thread")]
async fn u8_a_recovery_code_opens_the_account_once() {
    let app = server().await;
    let mut mary = app.register("mary").await;
    let body = r#"{"password":"a wrong guess"}"#;
    let wrong = post(&mary, "/api/recovery-codes", body).await;
    assert_eq!(code_of(&wrong), (401, ErrorCode::WrongCredentials));
    let first = codes(&mary).await;
    let second = codes(&mary).await;
    let all: BTreeSet<_> = first.iter().chain(&second).collect();
    assert_eq!(
        (first.len(), all.len()),
        (RECOVERY_CODES, 2 * RECOVERY_CODES)
    );
    mary.connect().await;

    let replaced = recover(&app, "mary", &first[0]).await;
    assert_eq!(code_of(&replaced), (401, ErrorCode::WrongCredentials));
    let recovered = recover(&app, "Mary", &second[0].to_uppercase()).await;
    assert_eq!(recovered.status, 200, "{}", recovered.body);
    assert_eq!(mary.last_words().await, PASSWORD_CHANGED);
    assert!(!is_signed_in(&mary).await);
    let again = App::client_of(app.address, &recovered);
    assert!(is_signed_in(&again).await);
    assert_eq!(again.me, mary.me);
    let used = recover(&app, "mary", &second[0]).await;
    assert_eq!(code_of(&used), (401, ErrorCode::WrongCredentials));
    assert_eq!(recover(&app, "mary", &second[1]).await.status, 200);
    app.stop().await;
}

/// U3, U8: nobody learns by a code which accounts there are; and codes are guessed no faster than passwords.
#[tokio::test(flavor = "multi_thread")]
async fn u3_u8_a_wrong_code_tells_nothing() {
    let app = server().await;
    let mary = app.register("mary").await;
    let gone = app.register("gone").await;
    let (hers, of_gone) = (codes(&mary).await, codes(&gone).await);
    let accounts = &app.parts.services.accounts;
    accounts.disable("gone").await.expect("an account");
    app.register("john").await;
    let attempts = [
        ("mary", "0000-0000-0000-0000-0000-0000"),
        ("mary", "no code"),
        ("john", hers[0].as_str()),
        ("nobody", hers[0].as_str()),
        ("gone", of_gone[0].as_str()),
        ("no such name!", ""),
    ];
    let mut answers = Vec::new();
    for (username, code) in attempts {
        let mut answer = recover(&app, username, code).await;
        answer.headers.retain(|(name, _)| name != "date");
        assert_eq!(code_of(&answer), (401, ErrorCode::WrongCredentials));
        answers.push(answer);
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
    for name in ["stranger", "john"] {
        let mut statuses = Vec::new();
        for _ in 0..6 {
            statuses.push(recover(&app, name, "no code").await.status);
        }
        assert_eq!(statuses.last(), Some(&429), "{name}: {statuses:?}");
    }
    app.stop().await;
}

/// U9, over the network: of a hundred tries at once one comes in.
#[tokio::test(flavor = "multi_thread")]
async fn u9_a_code_is_used_once_in_a_hundred_tries_at_once() {
    let app = server().await;
    let mary = app.register("mary").await;
    let codes = codes(&mary).await;
    let tries = (0..100).map(|_| recover(&app, "mary", &codes[0]));
    let answers = futures_util::future::join_all(tries).await;
    let came_in = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(came_in.count(), 1);
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 401 | 429 | 503), "{answer:?}");
    }
    app.stop().await;
}
