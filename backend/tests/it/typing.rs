//! Who types, over real sockets.

use common::{
    ids::{ConversationId, UserId},
    model::ephemeral::TypingKind,
    protocol::v1::{ClientBody, ServerFrame},
};

use crate::support::{App, Client, say};

/// Two who talk with each other, connected, and their conversation.
async fn two(app: &App) -> (Client, Client, ConversationId) {
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.open_direct(john.me.id).await;
    mary.post(conv, "Tea?").await;
    john.post(conv, "Yes.").await;
    (mary, john, conv)
}

async fn types(client: &mut Client, conv: ConversationId, kind: TypingKind, on: bool) {
    client.tell(ClientBody::Typing { conv, kind, on }).await;
}

/// Who types, by the next set that comes.
async fn typists(client: &mut Client, conv: ConversationId) -> Vec<(UserId, TypingKind)> {
    let users = client.find(|frame| match frame {
        ServerFrame::TypingSet {
            conv: other,
            users,
            more: 0,
        } if other == conv => Some(users),
        _ => None,
    });
    let users = users.await.into_iter();
    users.map(|typist| (typist.user, typist.kind)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_sees_it_in_every_kind_and_ones_own_devices_do_not() {
    let app = App::usual().await;
    let (mut mary, mut john, conv) = two(&app).await;
    let mut phone = app.sign_in("mary").await;
    phone.connect().await;
    for kind in [TypingKind::Text, TypingKind::Voice, TypingKind::Upload] {
        types(&mut mary, conv, kind, true).await;
        assert_eq!(typists(&mut john, conv).await, [(mary.me.id, kind)]);
    }
    types(&mut mary, conv, TypingKind::Text, false).await;
    assert_eq!(typists(&mut john, conv).await, []);
    // What was for her devices would be there before this.
    phone.tell(ClientBody::Ping).await;
    assert_eq!(phone.frame().await, ServerFrame::Pong);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t1_a_socket_that_closes_takes_its_typing_with_it() {
    let app = App::usual().await;
    let (mut mary, mut john, conv) = two(&app).await;
    let kind = TypingKind::Text;
    types(&mut mary, conv, kind, true).await;
    assert_eq!(typists(&mut john, conv).await, [(mary.me.id, kind)]);
    mary.hang_up();
    assert_eq!(typists(&mut john, conv).await, []);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t2_the_indicator_is_gone_before_the_message_is_there() {
    let app = App::usual().await;
    let (mut mary, mut john, conv) = two(&app).await;
    // As often as the pace allows at once.
    for _ in 0..3 {
        types(&mut mary, conv, TypingKind::Text, true).await;
        while typists(&mut john, conv).await.is_empty() {}
        mary.tell(ClientBody::Send {
            conv,
            draft: say("Now."),
            read_upto: None,
        })
        .await;
        let mut types = true;
        loop {
            match john.frame().await {
                ServerFrame::TypingSet { users, .. } => types = !users.is_empty(),
                ServerFrame::Delta { .. } => break,
                _ => {}
            }
        }
        assert!(!types, "the message is there and she still types");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_takes_typing_with_it() {
    let app = App::usual().await;
    let (mut mary, mut john, conv) = two(&app).await;
    types(&mut mary, conv, TypingKind::Text, true).await;
    assert_eq!(typists(&mut john, conv).await.len(), 1);
    let answer = mary.ask("POST", "/api/sign-out").send().await;
    assert_eq!(answer.status, 204);
    assert_eq!(typists(&mut john, conv).await, []);
    app.stop().await;
}

/// Someone who is not in a conversation is heard by nobody there, and hears nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_types_into_the_void() {
    let app = App::usual().await;
    let (mut mary, mut john, conv) = two(&app).await;
    let mut mike = app.register("mike").await;
    mike.connect().await;
    types(&mut mike, conv, TypingKind::Text, true).await;
    mike.tell(ClientBody::Ping).await;
    assert_eq!(mike.frame().await, ServerFrame::Pong);
    types(&mut mary, conv, TypingKind::Text, true).await;
    let kind = TypingKind::Text;
    assert_eq!(typists(&mut john, conv).await, [(mary.me.id, kind)]);
    mike.tell(ClientBody::Ping).await;
    assert_eq!(mike.frame().await, ServerFrame::Pong);
    app.stop().await;
}
