//! Clients that no longer answer, or no longer read.

use std::time::Duration;

use common::{
    limits,
    protocol::v1::{ClientBody, ConversationHead, Hello, ServerFrame, close},
    seq::Rev,
};

use tokio_tungstenite::tungstenite;

use crate::support::{App, Got, Setup, say, until};

/// N4: a client that is silent, as behind a cut cable, is let go, and its place with it.
#[tokio::test(flavor = "multi_thread")]
async fn n4_a_silent_client_is_let_go() {
    let app = Setup::default()
        .with(|config| {
            config.timing.ping = Duration::from_millis(100);
            config.timing.silence = Duration::from_secs(2);
            config.timing.close = Duration::from_millis(100);
        })
        .start()
        .await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    john.connect().await;
    mary.connect().await;
    let conv = mary.meet(&john).await;
    // Mary freezes: she neither reads nor answers. John does both, and stays, two silences long.
    let mut pings = 0;
    while pings < 40 {
        match john.next_with_pings().await {
            Got::Frame(frame) if *frame == ServerFrame::Ping => {
                pings += 1;
                john.tell(ClientBody::Pong).await;
            }
            Got::Frame(_) => {}
            Got::Closed(code) => panic!("john was closed with {code:?}"),
        }
    }
    assert_eq!(mary.raw_close_code().await, Some(close::TIMED_OUT));
    // What was sent into the hole is there when she returns.
    john.post(conv, "Are you there?").await;
    let came = mary.connect().await;
    assert!(format!("{came:?}").contains("Are you there?"));
    app.stop().await;
}

/// A client that does not read is closed with 4008 and, coming back with what it has, misses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_closed_with_4008_and_catches_up() {
    let app = Setup::default()
        .with(|config| config.timing.close = Duration::from_mins(1))
        .start()
        .await;
    let (mut slow, mut john) = (app.register("slow").await, app.register("john").await);
    let mut phone = app.sign_in("slow").await;
    slow.narrow = true;
    slow.connect().await;
    phone.connect().await;
    john.connect().await;
    let conv = john.meet(&slow).await;
    // More than the systems' buffers and the outbox hold together.
    let text = "x".repeat(limits::MESSAGE_BYTES - 16);
    let mut sent = 0_u64;
    until("the slow one is let go", async || {
        john.post(conv, &text).await;
        sent += 1;
        assert_eq!(
            phone.hear(conv).await.len(),
            text.len(),
            "others are not held up"
        );
        (app.parts.hub.connections_of(slow.me.id) == 1).then_some(())
    })
    .await;
    // Now it reads: what came in order, then why it was closed.
    let mut rev = 1;
    let code = loop {
        match slow.got().await {
            Got::Frame(frame) => {
                if let ServerFrame::Delta { from, events, .. } = *frame {
                    assert_eq!(from, Rev::new(rev), "without a gap");
                    rev += events.len() as u64;
                }
            }
            Got::Closed(code) => break code,
        }
    };
    assert_eq!(code, Some(close::LAGGED));
    assert!(rev < sent + 1, "it had not read everything");

    let hello = Hello {
        versions: vec![1],
        epoch: Some(app.parts.services.sync.epoch()),
        heads: vec![ConversationHead {
            conv,
            rev: Rev::new(rev),
        }],
        ..Hello::default()
    };
    let came = slow.resume(hello).await;
    for frame in &came {
        match frame {
            ServerFrame::Delta { from, events, .. } => {
                assert_eq!(*from, Rev::new(rev));
                rev += events.len() as u64;
            }
            // Larger than a delta may be: the whole.
            ServerFrame::Conversation(catch) => match &catch.state {
                common::protocol::v1::CatchUp::Reset { snapshot } => rev = snapshot.rev.get(),
                other => panic!("{other:?}"),
            },
            _ => {}
        }
    }
    assert_eq!(rev, sent + 1, "and now it has");
    app.stop().await;
}

/// A client that asks and asks and does not read is no longer read from, so that its answers do not pile up in the server's memory; when it
/// reads, it gets every answer.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_without_reading_is_not_read_from() {
    const MOST: usize = 64 * 1024 * 1024;
    const HISTORIES: usize = 20;
    let app = Setup::default()
        .with(|config| config.limits.frames_per_second = 100_000)
        .start()
        .await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    john.connect().await;
    let conv = john.meet(&mary).await;
    for _ in 0..40 {
        let text = "x".repeat(limits::MESSAGE_BYTES);
        john.post(conv, &text).await;
    }
    mary.narrow = true;
    mary.connect().await;
    for _ in 0..HISTORIES {
        let before = common::seq::Seq::new(41);
        let limit = 100;
        mary.tell(ClientBody::History {
            conv,
            before,
            limit,
        })
        .await;
    }
    let ping = format!(
        r#"{{"id":1,"body":{{"t":"ping","pad":"{}"}}}}"#,
        "x".repeat(60_000)
    );
    let mut asked = 0;
    loop {
        asked += 1;
        assert!(asked * ping.len() < MOST, "the server reads without end");
        let writing = mary.write(tungstenite::Message::text(ping.as_str()));
        if tokio::time::timeout(Duration::from_secs(1), writing)
            .await
            .is_err()
        {
            break;
        }
    }
    let (mut histories, mut pongs) = (0, 0);
    while (histories, pongs) != (HISTORIES, asked) {
        match mary.frame().await {
            ServerFrame::History { .. } => histories += 1,
            ServerFrame::Pong => pongs += 1,
            _ => {}
        }
    }
    app.stop().await;
}

/// N8: a client that says that it is there but takes nothing of what it asked for is let go, and its place with it.
#[tokio::test(flavor = "multi_thread")]
async fn n8_who_reads_nothing_for_too_long_is_closed_with_4409() {
    let app = Setup::default()
        .with(|config| {
            config.timing.stall = Duration::from_millis(300);
            config.timing.close = Duration::from_mins(1);
        })
        .start()
        .await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    john.connect().await;
    let conv = john.meet(&mary).await;
    for _ in 0..20 {
        let text = "x".repeat(limits::MESSAGE_BYTES);
        john.post(conv, &text).await;
    }
    mary.narrow = true;
    mary.connect().await;
    // More than the systems' buffers hold.
    for _ in 0..40 {
        let (before, limit) = (common::seq::Seq::new(21), 100);
        mary.tell(ClientBody::History {
            conv,
            before,
            limit,
        })
        .await;
    }
    until("mary is let go", async || {
        (app.parts.hub.connections_of(mary.me.id) == 0).then_some(())
    })
    .await;
    assert_eq!(mary.raw_close_code().await, Some(close::STALLED));
    app.stop().await;
}

/// The news that comes while a client catches up waits, and is not lost.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_falls_between_the_catch_up_and_the_news() {
    const ROUNDS: usize = 40;
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    john.connect().await;
    let conv = john.meet(&mary).await;
    let mut posted = 0_u64;
    for round in 0..ROUNDS {
        // She connects while he writes.
        let writing = async {
            for n in 0..5 {
                john.send(conv, &say(&format!("{round}.{n}"))).await;
            }
        };
        let (came, ()) = tokio::join!(mary.connect(), writing);
        posted += 5;
        let mut held = 0;
        for frame in came {
            if let ServerFrame::Conversation(catch) = frame
                && let common::protocol::v1::CatchUp::Reset { snapshot } = catch.state
            {
                held = snapshot.rev.get();
            }
        }
        while held < posted + 1 {
            mary.find(|frame| match frame {
                ServerFrame::Delta { from, events, .. } => {
                    assert!(from.get() <= held, "a gap after {held}: from {from}");
                    held = held.max(from.get() + events.len() as u64);
                    Some(())
                }
                _ => None,
            })
            .await;
        }
        mary.hang_up();
    }
    app.stop().await;
}
