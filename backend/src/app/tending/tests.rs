//! What the bus loses and says so.

use std::{collections::BTreeSet, future};

use common::{
    ids::{ConnectionId, ConversationId, DeviceId, IdempotencyKey},
    model::{Body, Draft},
    protocol::{
        codec,
        v1::{ServerFrame, http::Registration},
    },
    seq::Epoch,
};
use tokio::time::Instant;

use super::*;
use crate::{
    bus::{Bus, Envelope, News, Subscription},
    clock::{FakeClock, FakeEntropy},
    config::{Config, HashCost, Layer},
    hub::{Outbox, Part},
    service::accounts::Origin,
    store::sqlite::SqliteStore,
};

/// Loses everything, and says so once.
struct LosingBus;

/// What is left of it to be said.
struct Loss(Option<News>);

impl Bus for LosingBus {
    fn publish(&self, _: Envelope) {}

    fn subscribe(&self) -> Box<dyn Subscription> {
        Box::new(Loss(Some(News::Lost(1))))
    }
}

#[async_trait::async_trait]
impl Subscription for Loss {
    async fn next(&mut self) -> Option<News> {
        match self.0.take() {
            Some(loss) => Some(loss),
            None => future::pending().await,
        }
    }
}

fn parts() -> Parts {
    let mut config = Config::from_layer(Layer::default()).unwrap();
    config.registration = Registration::Open;
    config.hash_cost = HashCost {
        memory_kib: 8,
        passes: 1,
    };
    Parts::new(
        &config,
        Arc::new(SqliteStore::in_memory(Epoch::new(7)).unwrap()),
        Arc::new(LosingBus),
        Arc::new(FakeClock::default()),
        Arc::new(FakeEntropy::new(1)),
    )
}

fn words(n: u8) -> Draft {
    Draft {
        cid: IdempotencyKey::from_bytes([n; 16]),
        body: Body::Text {
            text: "lost".to_owned(),
        },
        reply_to: None,
        files: vec![],
        mentions: vec![],
    }
}

fn decoded(frame: &[u8]) -> ServerFrame {
    codec::decode_server(str::from_utf8(frame).unwrap()).unwrap()
}

/// The next conversation in which something was told.
async fn told(outbox: &Outbox) -> ConversationId {
    loop {
        future::poll_fn(|context| outbox.poll_news(context)).await;
        while let Some(frame) = outbox.pop() {
            if let ServerFrame::Delta { conv, .. } = decoded(&frame) {
                return conv;
            }
        }
    }
}

/// The clock goes on only while all tasks wait, so it counts steps, however long each takes. (It knows nothing of the store's threads: no timer may be
/// due while one of them works.)
#[tokio::test(start_paused = true)]
async fn what_the_bus_says_it_lost_is_told_in_one_step_wherever_it_is() {
    let parts = parts();
    let services = &parts.services;
    let person = async |name: &str| {
        let accounts = &services.accounts;
        let password = "correct horse battery staple";
        let made = accounts.register(name, name, password, Origin::default());
        made.await.unwrap().profile.id
    };
    let mary = person("mary").await;
    let here = parts.hub.connect(
        mary,
        DeviceId::from_bytes([1; 16]),
        ConnectionId::from_bytes([1; 16]),
    );
    let here = here.unwrap();
    let mut lost = BTreeSet::new();
    for n in 0..8 {
        let other = person(&format!("john{n}")).await;
        let opened = services.conversations.open_direct(mary, other).await;
        let conv = opened.unwrap().conv;
        let heads = services.sync.heads(vec![conv]).await.unwrap();
        parts.hub.caught_up(mary, conv, heads[0].1);
        services
            .messages
            .send(mary, conv, &words(n), None)
            .await
            .unwrap();
        lost.insert(conv);
    }
    let step = Duration::from_secs(1);
    let (life, start) = (Lifecycle::default(), Instant::now());
    tell(&life, &parts, u32::from(Part::COUNT) * step);
    while !lost.is_empty() {
        lost.remove(&told(here.outbox()).await);
    }
    assert!(start.elapsed() <= 2 * step, "{:?}", start.elapsed());
}
