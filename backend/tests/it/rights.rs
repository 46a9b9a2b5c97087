//! A1: what is another's answers to the byte like what does not exist.

use common::{
    ids::{ConversationId, UserId},
    protocol::{
        codec,
        v1::{ClientBody, ErrorCode, ServerFrame},
    },
    seq::{Rev, Seq},
};

use crate::support::{App, Client, say};

/// Every command that names a conversation.
fn commands(conv: ConversationId) -> Vec<(&'static str, ClientBody)> {
    let mut draft = say("let me in");
    // The same key each time, so that the answers can be compared.
    draft.cid = common::ids::IdempotencyKey::from_bytes([5; 16]);
    vec![
        (
            "send",
            ClientBody::Send {
                conv,
                draft,
                read_upto: None,
            },
        ),
        (
            "pull all",
            ClientBody::Pull {
                conv,
                from: Rev::ZERO,
            },
        ),
        (
            "pull since",
            ClientBody::Pull {
                conv,
                from: Rev::new(2),
            },
        ),
        (
            "pull beyond",
            ClientBody::Pull {
                conv,
                from: Rev::new(1_000),
            },
        ),
        (
            "history",
            ClientBody::History {
                conv,
                before: Seq::new(2),
                limit: 10,
            },
        ),
        (
            "history beyond",
            ClientBody::History {
                conv,
                before: Seq::new(1_000),
                limit: 10,
            },
        ),
    ]
}

/// What the server answers, as bytes, with the conversation's id and the request's number blotted out.
async fn answers(client: &mut Client, conv: ConversationId) -> Vec<(&'static str, String)> {
    let mut answers = Vec::new();
    for (what, command) in commands(conv) {
        let asked = client.tell(command).await;
        let answer = codec::encode_server(&client.frame().await)
            .replace(&conv.to_string(), "<conv>")
            .replace(&format!(r#""id":{asked}"#), r#""id":<id>"#);
        answers.push((what, answer));
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a1_a_foreign_conversation_is_like_none() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    let mut mike = app.register("mike").await;
    for client in [&mut mary, &mut john, &mut mike] {
        client.connect().await;
    }
    let theirs = mary.meet(&john).await;
    for n in 0..5 {
        mary.post(theirs, &format!("canary {n}")).await;
    }
    let nowhere = ConversationId::from_bytes([7; 16]);
    let foreign = answers(&mut mike, theirs).await;
    let missing = answers(&mut mike, nowhere).await;
    assert_eq!(foreign, missing);
    for (what, answer) in &foreign {
        assert!(!answer.contains("canary"), "{what}: {answer}");
        let denied = answer.contains(r#""code":"not_found""#) || answer.contains(r#""t":"gone""#);
        assert!(denied, "{what}: {answer}");
    }
    // And nothing was written: the next message takes the next place.
    assert_eq!(mary.post(theirs, "undisturbed").await.0, Seq::new(6));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_what_is_not_theirs() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    let mut mike = app.register("mike").await;
    for client in [&mut mary, &mut john, &mut mike] {
        client.connect().await;
    }
    let theirs = mary.meet(&john).await;
    for n in 0..50 {
        mary.post(theirs, &format!("secret {n}")).await;
    }
    for _ in 0..50 {
        john.hear(theirs).await;
    }
    // John heard all of it; Mike's next frame is the answer to his own ping.
    mike.tell(ClientBody::Ping).await;
    assert_eq!(mike.frame().await, ServerFrame::Pong);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_person_and_oneself_cannot_be_written_to() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    mary.connect().await;
    for user in [UserId::from_bytes([3; 16]), mary.me.id] {
        let asked = mary.tell(ClientBody::OpenDirect { user }).await;
        match mary.frame().await {
            ServerFrame::Error { id, error } => {
                assert_eq!((id, error.code), (Some(asked), ErrorCode::NotFound));
            }
            other => panic!("{other:?}"),
        }
    }
    app.stop().await;
}
