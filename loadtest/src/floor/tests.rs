//! The floor keeps the promises that make it a fair comparison: stored before acknowledged, delivered to the one recipient.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;

use super::{
    serve,
    wire::{self, Request},
};

#[test]
fn frames_are_read_as_they_were_written() {
    assert_eq!(wire::read(&wire::hello(7)), Some(Request::Hello(7)));
    let sent = wire::send(258, 9, "hello");
    assert_eq!(
        wire::read(&sent),
        Some(Request::Send {
            index: "0000000000000102",
            to: 9,
            body: "hello"
        })
    );
    for bad in ["", "h", "hxyz", "s", "s0000", "z0", "é"] {
        assert_eq!(wire::read(bad), None, "{bad:?}");
    }
}

#[tokio::test]
async fn a_message_is_stored_then_acknowledged_and_delivered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let (ready, listening) = oneshot::channel();
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        serve("127.0.0.1:0".parse().unwrap(), &data, |at| {
            ready.send(at).unwrap();
        })
        .await
    });
    let url = format!("ws://{}/", listening.await.unwrap());
    let mut people = Vec::new();
    for person in [1, 2] {
        let (mut socket, _) = tokio_tungstenite::connect_async(&url).await.unwrap();
        for frame in [wire::hello(person), wire::send(0, person, "")] {
            socket.send(Message::Text(frame)).await.unwrap();
        }
        // Once its own message has come back twice, the person is known to be connected.
        for _ in 0..2 {
            socket.next().await.unwrap().unwrap();
        }
        people.push(socket);
    }
    people[0]
        .send(Message::Text(wire::send(5, 2, "to the other")))
        .await
        .unwrap();
    let ack = people[0].next().await.unwrap().unwrap();
    assert_eq!(ack.to_text().unwrap(), "a0000000000000005");
    let stored: String = rusqlite::Connection::open(folder.path().join("floor.db"))
        .unwrap()
        .query_one(
            "SELECT body FROM message WHERE sender = 1 AND recipient = 2",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stored, "to the other");
    let delivery = people[1].next().await.unwrap().unwrap();
    assert_eq!(delivery.to_text().unwrap(), "d0000000000000005to the other");
}
