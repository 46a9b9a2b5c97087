//! Every frame of a client.

mod table;

use std::{collections::BTreeSet, path::Path};

use common::{
    ids::{ConversationId, UserId},
    protocol::{
        codec,
        v1::{ClientBody, ClientFrame, ServerFrame, SignedOutBecause, close},
    },
    seq::Rev,
};

use self::table::{Expected, Named, ROWS};
use crate::support::{App, Client, Got};

/// A frame's name on the wire.
fn name(text: &str) -> String {
    let (_, rest) = text.split_once(r#""t":""#).expect("a type");
    let (name, _) = rest.split_once('"').expect("its end");
    name.to_owned()
}

fn name_of(body: &ClientBody) -> String {
    let body = body.clone();
    name(&codec::encode_client(&ClientFrame { id: 1, body }))
}

const NOBODY: Named = Named {
    conv: ConversationId::from_bytes([7; 16]),
    user: UserId::from_bytes([7; 16]),
};

/// The contract's own tests hold a sample of every frame that there is.
#[test]
fn every_frame_has_its_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../common/src/protocol/v1/snapshots");
    let written: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the samples")
        .map(|file| file.expect("a file").path())
        .filter(|path| path.to_string_lossy().contains("__client_"))
        .map(|path| name(&std::fs::read_to_string(path).expect("a sample")))
        .collect();
    let rows = ROWS.iter().map(|row| name_of(&(row.frame)(NOBODY)));
    assert_eq!(rows.collect::<BTreeSet<_>>(), written);
    assert_eq!(written.len(), ROWS.len());
}

/// What is said to a frame: one answer, if one is expected, and all that comes until a later question is answered.
async fn answer(client: &mut Client, body: ClientBody, expected: Expected) -> Vec<String> {
    const BEHIND: ConversationId = ConversationId::from_bytes([9; 16]);
    let asked = client.tell(body).await;
    client
        .tell(ClientBody::Pull {
            conv: BEHIND,
            from: Rev::ZERO,
        })
        .await;
    let (mut answers, mut over) = (Vec::new(), false);
    while !over || (answers.is_empty() && !expected.is_empty()) {
        let frame = client.frame().await;
        let news = match &frame {
            ServerFrame::Delta { .. }
            | ServerFrame::Cursor { .. }
            | ServerFrame::Receipts { .. }
            | ServerFrame::Presence { .. }
            | ServerFrame::TypingSet { .. }
            | ServerFrame::Account(_)
            | ServerFrame::Profiles { .. } => true,
            // Who saves a draft hears of it twice: as the answer, and like their other devices.
            ServerFrame::Standing { .. } => expected != "standing" || !answers.is_empty(),
            ServerFrame::UserDelta { .. } => expected != "user_delta",
            _ => false,
        };
        if frame == (ServerFrame::Gone { conv: BEHIND }) {
            over = true;
        } else if !news {
            let text = codec::encode_server(&frame);
            answers.push(text.replace(&format!(r#""id":{asked}"#), r#""id":<id>"#));
        }
    }
    answers
}

/// What an answer is called in the table.
fn called(answers: &[String]) -> String {
    let names = answers
        .iter()
        .map(|text| match text.split_once(r#""code":""#) {
            Some((_, rest)) => rest.split('"').next().unwrap_or_default().to_owned(),
            None => name(text),
        });
    names.collect::<Vec<_>>().join(" ")
}

/// A1, A7.
#[tokio::test(flavor = "multi_thread")]
async fn a1_a7_every_frame_is_answered_by_who_asks() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    let mut mike = app.register("mike").await;
    mary.connect().await;
    john.connect().await;
    mike.connect().await;
    let conv = mary.open_direct(john.me.id).await;
    mary.post(conv, "canary").await;
    john.post(conv, "canary too").await;
    let theirs = Named {
        conv,
        user: john.me.id,
    };
    let nowhere = Named {
        conv: NOBODY.conv,
        ..theirs
    };
    for row in &ROWS {
        let what = name_of(&(row.frame)(theirs));
        let foreign = answer(&mut mike, (row.frame)(theirs), row.stranger).await;
        let missing = answer(&mut mike, (row.frame)(nowhere), row.stranger).await;
        assert_eq!(
            called(&foreign),
            row.stranger,
            "{what}, not in it: {foreign:?}"
        );
        let blotted = |answers: &[String], named: Named| {
            answers.concat().replace(&named.conv.to_string(), "<conv>")
        };
        if what != "open_direct" {
            let (foreign, missing) = (blotted(&foreign, theirs), blotted(&missing, nowhere));
            assert_eq!(foreign, missing, "{what}");
        }
        let text = foreign.concat();
        assert!(!text.contains("canary"), "{what}: {text}");
        let own = answer(&mut mary, (row.frame)(theirs), row.member).await;
        assert_eq!(called(&own), row.member, "{what}, in it: {own:?}");
    }
    app.stop().await;
}

/// Before `hello` nobody is anybody.
#[tokio::test(flavor = "multi_thread")]
async fn no_frame_is_answered_before_hello() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.open().await;
    for row in &ROWS[1..] {
        let body = (row.frame)(NOBODY);
        let what = name_of(&body);
        let asked = mary.tell(body).await;
        match mary.frame().await {
            ServerFrame::Error { id, error } => {
                let code = codec::encode(&error.code);
                assert_eq!(
                    (id, code.as_str()),
                    (Some(asked), r#""out_of_order""#),
                    "{what}"
                );
            }
            other => panic!("{what} is answered by {other:?}"),
        }
    }
    app.stop().await;
}

/// A2, A3: whose session has ended gets no answer to anything, and no socket.
#[tokio::test(flavor = "multi_thread")]
async fn a3_no_frame_is_answered_after_the_session_has_ended() {
    let app = App::usual().await;
    let desk = app.register("mary").await;
    let john = app.register("john").await;
    let mut first = app.sign_in("mary").await;
    first.connect().await;
    let named = Named {
        conv: first.open_direct(john.me.id).await,
        user: john.me.id,
    };
    for row in &ROWS {
        let body = (row.frame)(named);
        let what = name_of(&body);
        let mut phone = app.sign_in("mary").await;
        phone.connect().await;
        let ended = desk
            .ask("POST", "/api/devices/sign-out-others")
            .send()
            .await;
        assert_eq!(ended.status, 204);
        match phone.got().await {
            Got::Frame(frame) => assert_eq!(
                *frame,
                ServerFrame::SignedOut {
                    because: SignedOutBecause::Revoked
                },
                "{what}"
            ),
            Got::Closed(code) => panic!("{what}: closed with {code:?} and no word"),
        }
        // It may be closed already.
        let _ = phone.try_tell(body).await;
        match phone.got().await {
            Got::Closed(code) => assert_eq!(code, Some(close::SIGNED_OUT), "{what}"),
            Got::Frame(frame) => panic!("{what} is answered by {frame:?}"),
        }
        let again = phone.handshake();
        assert_eq!(phone.open_with(again).await, Err(401), "{what}");
    }
    app.stop().await;
}

/// Without a cookie there is no socket to say anything on. (Another site's page: `pages.rs`, U7.)
#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_no_socket() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    for cookie in [
        "",
        "sid=",
        "sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let mut request = mary.handshake();
        let headers = request.headers_mut();
        headers.insert("cookie", cookie.parse().expect("a header"));
        assert_eq!(mary.open_with(request).await, Err(401), "{cookie}");
    }
    app.stop().await;
}
