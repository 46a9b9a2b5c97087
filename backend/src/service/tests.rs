//! The use cases over a store in memory, with a clock that is told the time and randomness that repeats.

mod accounts;
mod catch_up;
mod conversations;
mod demo;
mod limits;
mod messages;
mod overtaken;
mod retention;
mod signs;

use std::{num::NonZeroU32, sync::Arc};

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft},
    seq::Epoch,
};

use super::{
    Pace, RateLimits, ServiceError, Services, Settings,
    accounts::{Origin, SignedIn},
    messages::Sent,
    passwords::Cost,
};
use crate::{
    bus::{Bus, Envelope, LocalBus, News, Subscription},
    clock::{FakeClock, FakeEntropy},
    store::{Store, sqlite::SqliteStore},
};

const EPOCH: Epoch = Epoch::new(7);
const PASSWORD: &str = "correct horse battery staple";

/// A server without its edge.
struct World {
    services: Services,
    store: Arc<dyn Store>,
    bus: Arc<LocalBus>,
    clock: Arc<FakeClock>,
}

fn quick() -> Settings {
    let plenty = NonZeroU32::new(1_000_000).unwrap();
    Settings {
        open_registration: true,
        password_cost: Cost::LEAST,
        limits: RateLimits {
            messages_per_second: plenty,
            message_burst: plenty,
            searches: Pace {
                per_second: plenty,
                burst: plenty,
            },
            opens: Pace {
                per_second: plenty,
                burst: plenty,
            },
            changes: Pace {
                per_second: plenty,
                burst: plenty,
            },
            marks: Pace {
                per_second: plenty,
                burst: plenty,
            },
            sign_ins_per_minute: None,
            sign_ups_per_hour: None,
        },
        ..Settings::default()
    }
}

fn world() -> World {
    world_with(quick())
}

fn world_with(settings: Settings) -> World {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory(EPOCH).unwrap());
    let bus = Arc::new(LocalBus::default());
    let clock = Arc::new(FakeClock::default());
    let entropy = Arc::new(FakeEntropy::new(1));
    let services = Services::new(store.clone(), bus.clone(), clock.clone(), entropy, settings);
    World {
        services,
        store,
        bus,
        clock,
    }
}

impl World {
    async fn register(&self, username: &str) -> Result<SignedIn, ServiceError> {
        let name = format!("{username} Somebody");
        let from = Origin::default();
        self.services
            .accounts
            .register(username, &name, PASSWORD, from)
            .await
    }

    async fn person(&self, username: &str) -> UserId {
        self.register(username).await.unwrap().profile.id
    }

    /// The conversation of two who are each other's contacts.
    async fn direct(&self, one: UserId, other: UserId) -> ConversationId {
        for (one, other) in [(one, other), (other, one)] {
            let people = &self.services.people;
            people.set_contact(one, other, true).await.unwrap();
        }
        self.opened(one, other).await
    }

    /// The conversation of two, whatever they are to each other.
    async fn opened(&self, one: UserId, other: UserId) -> ConversationId {
        let open = self.services.conversations.open_direct(one, other).await;
        open.unwrap().conv
    }

    async fn say(
        &self,
        who: UserId,
        conv: ConversationId,
        n: u32,
        text: &str,
    ) -> Result<Sent, ServiceError> {
        self.services
            .messages
            .send(who, conv, &draft(n, text), None)
            .await
    }

    async fn sign_in(&self, username: &str, password: &str) -> Result<SignedIn, ServiceError> {
        let from = Origin::default();
        self.services
            .accounts
            .sign_in(username, password, from)
            .await
    }

    fn listen(&self) -> Ear {
        Ear(self.bus.subscribe())
    }
}

/// Hears what is published.
struct Ear(Box<dyn Subscription>);

impl Ear {
    /// What was published since the last call. Nothing is waited for: publishing is done when a use case returns.
    async fn heard(&mut self) -> Vec<Arc<Envelope>> {
        let mut heard = Vec::new();
        while let Ok(news) = tokio::time::timeout(std::time::Duration::ZERO, self.0.next()).await {
            match news.unwrap() {
                News::Envelope(envelope) => heard.push(envelope),
                News::Lost(lost) => panic!("{lost} envelopes lost"),
            }
        }
        heard
    }
}

fn draft(n: u32, text: &str) -> Draft {
    let mut cid = [0; 16];
    cid[..4].copy_from_slice(&n.to_be_bytes());
    Draft {
        cid: IdempotencyKey::from_bytes(cid),
        body: Body::Text {
            text: text.to_owned(),
        },
        reply_to: None,
        files: vec![],
        mentions: vec![],
    }
}
