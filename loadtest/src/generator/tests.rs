//! The generator against the floor in this process: every message is accounted for.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinSet,
};

use tokio_tungstenite::tungstenite::Message;

use super::{Pace, Pairs, Plan, source};
use crate::{
    adapter::floor::Floor,
    floor::{
        self,
        wire::{self, Request},
    },
};

async fn start(folder: &std::path::Path, tasks: &mut JoinSet<std::io::Result<()>>) -> SocketAddr {
    let data = folder.to_owned();
    let (ready, listening) = oneshot::channel();
    tasks.spawn(async move {
        floor::serve("127.0.0.1:0".parse().unwrap(), &data, |at| {
            ready.send(at).unwrap();
        })
        .await
    });
    listening.await.unwrap()
}

#[tokio::test]
async fn an_open_loop_offers_what_was_planned_and_sees_it_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let mut tasks = JoinSet::new();
    let server = start(folder.path(), &mut tasks).await;
    let mut pairs = Pairs::connect(Floor { server }, 3).await.unwrap();
    for _ in 0..2 {
        let plan = Plan {
            pace: Pace::Open(500.0),
            lead: Duration::from_millis(100),
            lasting: Duration::from_millis(400),
        };
        let measured = pairs.run(plan).await.unwrap();
        assert_eq!(measured.offered, 200);
        assert_eq!(measured.delivered_in_all, 250);
        assert_eq!(measured.ack.len(), 250);
        assert_eq!(measured.delivery.len(), 250);
        assert!(measured.ack.max() > 0);
    }
}

#[tokio::test]
async fn a_closed_loop_keeps_its_window_full() {
    let folder = tempfile::tempdir().unwrap();
    let mut tasks = JoinSet::new();
    let server = start(folder.path(), &mut tasks).await;
    let mut pairs = Pairs::connect(Floor { server }, 2).await.unwrap();
    let plan = Plan {
        pace: Pace::Closed(4),
        lead: Duration::ZERO,
        lasting: Duration::from_millis(200),
    };
    let measured = pairs.run(plan).await.unwrap();
    assert!(measured.acked > 8, "{measured:?}");
    assert!(measured.delivered_in_all >= measured.acked);
    assert!(measured.rate() > 0.0);
}

/// A server that says everything twice, and then leaves.
#[tokio::test]
async fn what_is_said_twice_counts_once_and_a_lost_connection_voids_the_run() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let (leave, left) = watch::channel(false);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut people = Vec::new();
        for _ in 0..2 {
            let (stream, _) = listener.accept().await.unwrap();
            let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
            socket.next().await.unwrap().unwrap();
            people.push(socket);
        }
        let mut left = left;
        loop {
            let sent = tokio::select! {
                _ = left.changed() => return,
                sent = people[0].next() => sent.unwrap().unwrap(),
            };
            let Some(Request::Send { index, body, .. }) = wire::read(sent.to_text().unwrap())
            else {
                panic!("{sent:?}");
            };
            for _ in 0..2 {
                people[0]
                    .send(Message::Text(wire::ack(index)))
                    .await
                    .unwrap();
                people[1]
                    .send(Message::Text(wire::delivery(index, body)))
                    .await
                    .unwrap();
            }
        }
    });
    let mut pairs = Pairs::connect(Floor { server }, 1).await.unwrap();
    let plan = Plan {
        pace: Pace::Open(1_000.0),
        lead: Duration::ZERO,
        lasting: Duration::from_millis(100),
    };
    let measured = pairs.run(plan).await.unwrap();
    assert_eq!(measured.offered, 100);
    assert_eq!((measured.ack.len(), measured.delivery.len()), (100, 100));
    assert_eq!(measured.delivered_in_all, 100);
    leave.send(true).unwrap();
    tasks.join_all().await;
    assert!(pairs.run(plan).await.is_err());
}

#[test]
fn connections_spread_over_local_addresses() {
    assert_eq!(source(0).to_string(), "127.0.0.2");
    assert_eq!(source(199).to_string(), "127.0.0.2");
    assert_eq!(source(10_000).to_string(), "127.0.0.52");
}
