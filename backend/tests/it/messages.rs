//! Sending, and what the others see of it: once, in order, whatever was sent how often.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use common::{
    limits,
    model::Body,
    protocol::v1::{ClientBody, ErrorCode, Retry, ServerFrame},
    seq::{Rev, Seq},
};

use crate::support::{App, Setup, say, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_sends_the_other_reads() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    mary.post(conv, "Tea at four?").await;
    assert_eq!(john.hear(conv).await, "Tea at four?");
    john.post(conv, "Four it is.").await;
    assert_eq!(
        mary.hear(conv).await,
        "Tea at four?",
        "the sender hears it too"
    );
    assert_eq!(mary.hear(conv).await, "Four it is.");
    app.stop().await;
}

/// Whoever sends and is gone before it is stored: it is told at once, not only when heads are compared.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_when_its_sender_has_gone_is_told_all_the_same() {
    let app = Setup::default()
        .with(|config| config.timing.compare_heads = Duration::from_hours(1))
        .start()
        .await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    let mut johns_phone = app.sign_in("john").await;
    johns_phone.connect().await;
    for n in 0..200 {
        let draft = say(&format!("said and gone, {n}"));
        mary.tell(ClientBody::Send {
            conv,
            draft,
            read_upto: None,
        })
        .await;
    }
    mary.hang_up();
    let connections = || app.parts.hub.connections_of(mary.me.id);
    until("she is gone", async || (connections() == 0).then_some(())).await;
    // What the server had read of hers is stored by now, since writes keep their order; what it had not was never sent.
    let (_, last) = john.post(conv, "the last").await;
    let mut missing: BTreeSet<u64> = (2..=last.get()).collect();
    while !missing.is_empty() {
        let heard = johns_phone.find(|frame| match frame {
            ServerFrame::Delta { events, .. } => Some(events),
            _ => None,
        });
        for logged in heard.await {
            missing.remove(&logged.rev.get());
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_and_device_of_both_hears_it() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    let mut marys_phone = app.sign_in("mary").await;
    let mut johns_tab = app.sign_in("john").await;
    johns_tab.cookie.clone_from(&john.cookie);
    for client in [&mut mary, &mut marys_phone, &mut john, &mut johns_tab] {
        client.connect().await;
    }
    let conv = mary.meet(&john).await;
    marys_phone.post(conv, "From the phone.").await;
    for client in [&mut mary, &mut marys_phone, &mut john, &mut johns_tab] {
        assert_eq!(client.hear(conv).await, "From the phone.");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_open_the_conversation_at_once_and_it_is_one() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let (marys, johns) = (mary.me.id, john.me.id);
    let (one, other) = tokio::join!(mary.open_direct(johns), john.open_direct(marys));
    assert_eq!(one, other);
    assert_eq!(
        mary.open_direct(johns).await,
        one,
        "opening it again finds it"
    );
    app.stop().await;
}

/// N1: each send goes out five times, over two connections; there is one row for each, and each answer names the same place.
#[tokio::test(flavor = "multi_thread")]
async fn n1_a_send_repeated_is_one_message() {
    const MESSAGES: usize = 2_000;
    const TIMES: usize = 5;
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    let mut marys_phone = app.sign_in("mary").await;
    marys_phone.connect().await;
    let conv = mary.meet(&john).await;
    let drafts: Vec<_> = (0..MESSAGES).map(|n| say(&format!("number {n}"))).collect();

    let mut places = BTreeMap::<_, (Seq, Rev)>::new();
    let mut fresh = 0;
    for batch in drafts.chunks(40) {
        for time in 0..TIMES {
            let device = if time % 2 == 0 {
                &mut mary
            } else {
                &mut marys_phone
            };
            for draft in batch {
                device
                    .tell(ClientBody::Send {
                        conv,
                        draft: draft.clone(),
                        read_upto: None,
                    })
                    .await;
            }
        }
        for time in 0..TIMES {
            let device = if time % 2 == 0 {
                &mut mary
            } else {
                &mut marys_phone
            };
            for _ in batch {
                let (cid, place, dup) = device
                    .find(|frame| match frame {
                        ServerFrame::Sent {
                            cid, seq, rev, dup, ..
                        } => Some((cid.to_string(), (seq, rev), dup)),
                        ServerFrame::SendErr { error, .. } => panic!("refused: {error}"),
                        _ => None,
                    })
                    .await;
                fresh += usize::from(!dup);
                assert_eq!(*places.entry(cid).or_insert(place), place);
            }
        }
    }
    assert_eq!(places.len(), MESSAGES);
    assert_eq!(fresh, MESSAGES, "each is new once");
    // Not one row too many, and none of them twice: the end of the timeline is the number of messages. John comes only now: a connection
    // that nobody reads answers no ping.
    john.connect().await;
    let (last, _) = john.post(conv, "That is all?").await;
    assert_eq!(last, Seq::new(MESSAGES as u64 + 1));
    app.stop().await;
}

/// N2: the same key for something else writes nothing, whatever "else" is.
#[tokio::test(flavor = "multi_thread")]
async fn n2_a_key_used_for_something_else_is_refused() {
    let app = App::usual().await;
    let (mut mary, john, mike) = (
        app.register("mary").await,
        app.register("john").await,
        app.register("mike").await,
    );
    mary.connect().await;
    let with_john = mary.meet(&john).await;
    let with_mike = mary.meet(&mike).await;
    let first = say("The first.");
    let sent = mary.send(with_john, &first).await;
    let mut other_text = first.clone();
    other_text.body = Body::Text {
        text: "The second.".to_owned(),
    };
    for (conv, draft) in [(with_john, &other_text), (with_mike, &first)] {
        match mary.send(conv, draft).await {
            ServerFrame::SendErr { error, .. } => {
                assert_eq!(error.code, ErrorCode::CidReused);
                assert_eq!(error.retry, Retry::Never);
            }
            other => panic!("accepted: {other:?}"),
        }
    }
    let again = mary.send(with_john, &first).await;
    match (sent, again) {
        (ServerFrame::Sent { seq, .. }, ServerFrame::Sent { seq: same, dup, .. }) => {
            assert_eq!(seq, same);
            assert!(dup, "the first is untouched");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(mary.post(with_mike, "Hello.").await.0, Seq::new(1));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelined_sends_keep_their_order() {
    const MESSAGES: usize = 500;
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.meet(&john).await;
    for n in 0..MESSAGES {
        mary.tell(ClientBody::Send {
            conv,
            draft: say(&n.to_string()),
            read_upto: None,
        })
        .await;
    }
    for n in 0..MESSAGES {
        assert_eq!(john.hear(conv).await, n.to_string());
    }
    app.stop().await;
}

/// A bad text is named, says what is allowed, and costs nothing but itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_text_is_refused_and_the_next_one_is_not() {
    let app = App::usual().await;
    let (mut mary, john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    let conv = mary.meet(&john).await;
    let bad = [
        (String::new(), "visible"),
        (" \n\t ".to_owned(), "visible"),
        ("\u{200B}\u{2060}".to_owned(), "visible"),
        ("x".repeat(limits::MESSAGE_BYTES + 1), "16,384"),
        ("bell \u{7}".to_owned(), "U+0007"),
        ("nul \0".to_owned(), "U+0000"),
    ];
    for (text, allowed) in bad {
        match mary.send(conv, &say(&text)).await {
            ServerFrame::SendErr { error, .. } => {
                assert_eq!(error.code, ErrorCode::InvalidText, "{text:.20?}");
                assert!(error.message.contains(allowed), "{}", error.message);
                assert_eq!(error.retry, Retry::Never);
            }
            other => panic!("{text:.20?} was accepted: {other:?}"),
        }
    }
    let longest = "x".repeat(limits::MESSAGE_BYTES);
    assert_eq!(
        mary.post(conv, &longest).await.0,
        Seq::new(1),
        "no place was lost"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_client_sends_is_answered_not_guessed_at() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    let john = app.register("john").await;
    mary.connect().await;
    let conv = mary.meet(&john).await;
    let asked = mary.tell(ClientBody::Unknown).await;
    let (id, error) = mary
        .find(|frame| match frame {
            ServerFrame::Error { id, error } => Some((id, error)),
            _ => None,
        })
        .await;
    assert_eq!(id, Some(asked));
    assert_eq!(error.code, ErrorCode::Unsupported);
    mary.post(conv, "Still here.").await;
    app.stop().await;
}
