//! How connections end: by the server's stop, by a sign-out, by an administrator.

use std::{sync::Arc, time::Duration};

use backend::{clock::FakeClock, config::Timing};
use common::{
    limits,
    protocol::v1::{ClientBody, Hello, ServerFrame, SignedOutBecause, close},
};

use crate::support::{App, Got, PATIENCE, Setup, say, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_says_when_to_come_back_and_loses_nothing() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    let draft = say("The last one.");
    mary.send(conv, &draft).await;
    let restarting = tokio::task::spawn(app.restart());
    let mut heard = Vec::new();
    let code = loop {
        match john.got().await {
            Got::Frame(frame) => heard.push(*frame),
            Got::Closed(code) => break code,
        }
    };
    assert_eq!(code, Some(close::GOING_AWAY));
    assert!(
        matches!(heard.last(), Some(ServerFrame::GoAway { within_ms }) if *within_ms <= 30_000),
        "{heard:?}"
    );
    assert_eq!(mary.close_code().await, Some(close::GOING_AWAY));
    let app = restarting.await.expect("the server starts again");
    // Heard before the stop or not: it is in the log.
    john.address = app.address;
    assert!(format!("{:?}", john.connect().await).contains("The last one."));
    app.stop().await;
}

/// The last words to somebody who was shut out.
const DISABLED: (Option<SignedOutBecause>, Option<u16>) =
    (Some(SignedOutBecause::Disabled), Some(close::SIGNED_OUT));

/// The server does nothing by the clock that a test would wait for: what happens, happens at once, by what was asked. This holds "within a
/// second" on a machine of any speed.
pub(crate) fn unhurried() -> Timing {
    const NEVER: Duration = Duration::from_hours(1);
    Timing {
        ping: NEVER,
        silence: 2 * NEVER,
        compare_heads: NEVER,
        ..Timing::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_although_a_client_does_not_answer() {
    let app = Setup::default()
        .with(|config| {
            config.timing = unhurried();
            config.timing.drain = Duration::from_millis(300);
        })
        .start()
        .await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    tokio::time::timeout(PATIENCE, app.stop())
        .await
        .expect("the stop ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_that_devices_sockets_with_4401_and_no_other() {
    let app = Setup::default()
        .with(|config| config.timing = unhurried())
        .start()
        .await;
    let mut desk = app.register("mary").await;
    let mut tab = app.sign_in("mary").await;
    tab.cookie.clone_from(&desk.cookie);
    let mut phone = app.sign_in("mary").await;
    for client in [&mut desk, &mut tab, &mut phone] {
        client.connect().await;
    }
    let answer = desk.ask("POST", "/api/sign-out").send().await;
    assert_eq!(answer.status, 204);
    assert!(
        answer
            .header("set-cookie")
            .is_some_and(|cookie| cookie.contains("Max-Age=0"))
    );
    let ended = (Some(SignedOutBecause::Ended), Some(close::SIGNED_OUT));
    assert_eq!(desk.last_words().await, ended);
    assert_eq!(tab.last_words().await, ended);
    phone.open_direct(app.register("john").await.me.id).await;
    let request = desk.handshake();
    assert_eq!(
        desk.open_with(request).await,
        Err(401),
        "the cookie is dead"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once_and_stays_out() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    app.parts
        .services
        .accounts
        .disable("mary")
        .await
        .expect("an account");
    assert_eq!(mary.last_words().await, DISABLED);
    let body = r#"{"username":"mary","password":"correct horse"}"#;
    let answer = app.ask("POST", "/api/sign-in").json(body).send().await;
    assert_eq!(answer.status, 401);
    app.stop().await;
}

/// A3: a session that ends by a hand that does not reach this server's bus (the command line) is found by looking, and no other one is ended.
#[tokio::test(flavor = "multi_thread")]
async fn a3_a_session_that_another_process_ended_is_found() {
    let app = Setup::default()
        .with(|config| config.timing.ping = unhurried().ping)
        .with(|config| config.timing.silence = unhurried().silence)
        .start()
        .await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let other = app.other_process().services.accounts;
    other.disable("mary").await.expect("an account");
    assert_eq!(mary.last_words().await, DISABLED);
    john.tell(ClientBody::Ping).await;
    assert_eq!(john.frame().await, ServerFrame::Pong, "john stays");
    app.stop().await;
}

/// A session that has come of age while it was connected is found by the heartbeat.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_expires_is_found_by_the_heartbeat() {
    let clock = Arc::new(FakeClock::default());
    let setup = Setup {
        clock: clock.clone(),
        ..Setup::default()
    };
    let app = setup
        .with(|config| config.timing.ping = Duration::from_millis(100))
        .start()
        .await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    clock.advance(Duration::from_hours(31 * 24));
    let expired = (Some(SignedOutBecause::Ended), Some(close::SIGNED_OUT));
    assert_eq!(mary.last_words().await, expired);
    app.stop().await;
}

/// By not reading its catch-up a client cannot put off the end of its session, and it is not told what was not told yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_it_is_greeted_is_closed_with_4401() {
    // Together more than the systems' buffers hold: the greeting cannot end unless it is read.
    const FRIENDS: usize = 400;
    let app = Setup::default()
        .with(|config| {
            config.timing = unhurried();
            config.timing.close = Duration::from_mins(1);
        })
        .start()
        .await;
    let mut mary = app.register("mary").await;
    let services = &app.parts.services;
    let text = "x".repeat(limits::MESSAGE_BYTES);
    for n in 0..FRIENDS {
        let friend = format!("friend{n}");
        let friend = services.accounts.add(&friend, "A friend", "correct horse");
        let friend = friend.await.expect("an account");
        let opened = services.conversations.open_direct(friend, mary.me.id);
        let conv = opened.await.expect("a conversation").conv;
        let draft = say(&text);
        let sent = services.messages.send(friend, conv, &draft, None);
        sent.await.expect("a message");
    }
    mary.narrow = true;
    mary.open().await;
    mary.tell(first_hello()).await;
    assert!(matches!(mary.frame().await, ServerFrame::Welcome(_)));
    services.accounts.disable("mary").await.expect("an account");
    until("mary is let go", async || {
        (app.parts.hub.connections_of(mary.me.id) == 0).then_some(())
    })
    .await;
    let code = loop {
        match mary.got().await {
            Got::Frame(frame) => assert_ne!(*frame, ServerFrame::CaughtUp),
            Got::Closed(code) => break code,
        }
    };
    assert_eq!(code, Some(close::SIGNED_OUT));
    app.stop().await;
}

/// Between the handshake and the `hello` nobody would tell the connection, which is not in the hub yet: it looks for itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_before_its_hello_is_closed_with_4401() {
    let app = Setup::default()
        .with(|config| config.timing = unhurried())
        .start()
        .await;
    let mut mary = app.register("mary").await;
    mary.open().await;
    let accounts = &app.parts.services.accounts;
    accounts.disable("mary").await.expect("an account");
    mary.tell(first_hello()).await;
    match mary.got().await {
        Got::Frame(frame) => assert_eq!(
            *frame,
            ServerFrame::SignedOut {
                because: SignedOutBecause::Disabled
            }
        ),
        Got::Closed(code) => panic!("closed with {code:?} and no word"),
    }
    assert_eq!(mary.close_code().await, Some(close::SIGNED_OUT));
    app.stop().await;
}

fn first_hello() -> ClientBody {
    ClientBody::Hello(Hello {
        versions: vec![1],
        ..Hello::default()
    })
}
