//! Signs of life over a real store: laws, and for each a fault that it must see.

use std::time::Duration;

use common::{
    fold::presence::Relation,
    ids::{ConnectionId, DeviceId},
    limits::{OFFLINE_GRACE_MS, PRESENCE_WARM_UP_MS, TYPING_IDLE_MS, TYPING_KEEPALIVE_MS},
    model::{
        AccountSettings, Choice, ConversationSettings, Presence, Privacy, ephemeral::TypingKind,
        presence::Mode, settings::Circle,
    },
    time::Timestamp,
};

use super::*;
use crate::{
    bus::Payload,
    clock::Clock,
    service::{
        Rim,
        people::People,
        plant::Fault,
        signs::{Here, Sign, Signs},
    },
};

/// Mary and John, who talk with each other, and what John is told.
struct Two {
    world: World,
    ear: Ear,
    mary: UserId,
    john: UserId,
    conv: ConversationId,
    /// By which John watches.
    _eye: Here,
    /// Whom John sees typing.
    typing: Vec<UserId>,
    /// What John knows of Mary.
    presence: Option<Presence>,
    /// How often John was told anything.
    told: usize,
}

fn conn(n: u8) -> ConnectionId {
    ConnectionId::from_bytes([n; 16])
}

fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

impl Two {
    async fn with(fault: Option<Fault>) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory(EPOCH).unwrap());
        let bus = Arc::new(LocalBus::default());
        let clock = Arc::new(FakeClock::default());
        let signs = Signs::new(store.clone(), bus.clone(), clock.clone()).planted(fault);
        let rim = Rim {
            store: store.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            entropy: Arc::new(FakeEntropy::new(1)),
            signs: Arc::new(signs),
            telling: Arc::default(),
        };
        let world = World {
            services: Services::over(rim, quick()),
            store,
            bus,
            clock,
        };
        let (mary, john) = (world.person("mary").await, world.person("john").await);
        let conv = world.direct(mary, john).await;
        world.say(mary, conv, 1, "Hello").await.unwrap();
        world.say(john, conv, 2, "Hello").await.unwrap();
        let ear = world.listen();
        let eye = world.services.signs.enter(john, device(100), conn(100));
        eye.note(Sign::Watch { users: vec![mary] });
        let mut two = Self {
            world,
            ear,
            mary,
            john,
            conv,
            _eye: eye,
            typing: Vec::new(),
            presence: None,
            told: 0,
        };
        two.pass(PRESENCE_WARM_UP_MS).await;
        two
    }

    async fn new() -> Self {
        Self::with(None).await
    }

    fn signs(&self) -> &Arc<Signs> {
        &self.world.services.signs
    }

    fn people(&self) -> &People {
        &self.world.services.people
    }

    fn enter(&self, n: u8) -> Here {
        self.signs().enter(self.mary, device(n), conn(n))
    }

    fn types(&self, here: &Here, on: bool) {
        here.note(Sign::Typing {
            conv: self.conv,
            kind: TypingKind::Text,
            on,
        });
    }

    /// Does what is to be done now, and listens.
    async fn work(&mut self) {
        self.world.services.signs.work().await;
        for envelope in self.ear.heard().await {
            let Payload::Signs { typing, presence } = &envelope.payload else {
                continue;
            };
            for set in typing.iter().filter(|set| set.viewers.contains(&self.john)) {
                assert_eq!(set.conv, self.conv);
                assert!(!set.viewers.contains(&self.mary), "not to her own devices");
                self.typing = set.users.iter().map(|typist| typist.user).collect();
                self.told += 1;
            }
            for batch in presence.iter().filter(|batch| batch.viewer == self.john) {
                self.presence = batch.people.last().map(|(_, shown, _)| *shown);
                self.told += 1;
            }
        }
    }

    async fn pass(&mut self, millis: u64) {
        const STEP: u64 = 100;
        self.work().await;
        for _ in 0..millis / STEP {
            self.world.clock.advance(Duration::from_millis(STEP));
            self.work().await;
        }
    }

    async fn choose(&mut self, mode: Mode) {
        let choice = Choice {
            mode,
            ..Choice::default()
        };
        let chosen = self.people().set_choice(self.mary, choice);
        chosen.await.unwrap();
        self.work().await;
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn is_offline(&self) -> bool {
        matches!(self.presence, Some(Presence::Offline { .. }))
    }
}

/// A law; `false` if it is broken.
async fn holds(law: Fault, mut two: Two) -> bool {
    match law {
        // The dots do not flicker while someone thinks as long as a client still calls it typing.
        Fault::TypingDiesEarly => {
            let here = two.enter(1);
            two.types(&here, true);
            two.pass(TYPING_KEEPALIVE_MS + TYPING_IDLE_MS).await;
            two.typing == [two.mary]
        }
        // T1: a socket that closes takes its typing with it.
        Fault::TypingOutlivesItsSocket => {
            let here = two.enter(1);
            two.types(&here, true);
            two.pass(100).await;
            let seen = two.typing == [two.mary];
            drop(here);
            two.pass(1_000).await;
            seen && two.typing.is_empty()
        }
        // Who is invisible is not seen typing.
        Fault::InvisibleTypes => {
            let here = two.enter(1);
            two.choose(Mode::Invisible).await;
            two.types(&here, true);
            two.pass(3_000).await;
            two.typing.is_empty()
        }
        // P2: someone is there as long as any connection lives, whichever came first.
        Fault::PresenceIsCheckedThenAdded => {
            let first = two.enter(1);
            let _second = two.enter(2);
            two.pass(10_000).await;
            drop(first);
            two.pass(OFFLINE_GRACE_MS + 10_000).await;
            two.presence == Some(Presence::Online)
        }
        // A block holds from the moment at which it is answered.
        Fault::RightsAreKept => {
            let here = two.enter(1);
            two.types(&here, true);
            two.pass(2_000).await;
            let seen = two.typing == [two.mary] && two.presence == Some(Presence::Online);
            let blocked = two.people().set_block(two.mary, two.john, true);
            blocked.await.unwrap();
            two.work().await;
            two.types(&here, true);
            two.pass(2_000).await;
            seen && two.typing.is_empty() && two.presence == Some(Presence::Unknown)
        }
    }
}

#[tokio::test]
async fn every_law_holds() {
    for (law, name) in Fault::ALL {
        assert!(holds(law, Two::new().await).await, "{name}");
    }
}

/// Mutants that the laws must see.
#[tokio::test]
async fn every_planted_fault_breaks_its_law() {
    for (fault, name) in Fault::ALL {
        assert!(!holds(fault, Two::with(Some(fault)).await).await, "{name}");
    }
}

/// T2, over the bus: what clears the indicator is published before the message.
#[tokio::test]
async fn t2_the_clearing_set_is_published_before_the_message() {
    let mut two = Two::new().await;
    let here = two.enter(1);
    for n in 10..14 {
        two.types(&here, true);
        two.pass(3_000).await;
        assert_eq!(two.typing, [two.mary]);
        // As a client does it: it ends, and it sends.
        if n % 2 == 0 {
            two.types(&here, false);
        }
        two.world.say(two.mary, two.conv, n, "Now").await.unwrap();
        let heard = two.ear.heard().await;
        let kinds: Vec<_> = heard
            .iter()
            .map(|envelope| match &envelope.payload {
                Payload::Signs { typing, .. } => typing[0].users.len(),
                Payload::Conversation { .. } => 100,
                _ => 200,
            })
            .collect();
        assert_eq!(kinds, [0, 100]);
        two.typing.clear();
    }
}

#[tokio::test]
async fn before_a_request_is_accepted_nothing_is_told() {
    let mut two = Two::new().await;
    let mike = two.world.person("mike").await;
    let conv = two.world.opened(mike, two.john).await;
    two.world.say(mike, conv, 9, "May I?").await.unwrap();
    let tie = two.world.store.between(two.john, vec![mike]).await.unwrap();
    assert!(tie[0].viewer_is < Relation::Accepted || tie[0].person_is < Relation::Accepted);
    two.work().await;
    let told = two.told;
    let here = two.signs().enter(mike, device(7), conn(7));
    here.note(Sign::Typing {
        conv,
        kind: TypingKind::Voice,
        on: true,
    });
    two.pass(5_000).await;
    assert_eq!(two.told, told);
}

#[tokio::test]
async fn settings_hide_typing_at_once_and_both_ways() {
    let mut two = Two::new().await;
    let here = two.enter(1);
    let nobody = AccountSettings {
        privacy: Privacy {
            typing: Circle::Nobody,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    for who in [two.mary, two.john] {
        two.types(&here, true);
        two.pass(2_000).await;
        assert_eq!(two.typing, [two.mary]);
        two.people().set_settings(who, nobody).await.unwrap();
        two.work().await;
        assert_eq!(two.typing, []);
        two.types(&here, true);
        two.pass(5_000).await;
        assert_eq!(two.typing, []);
        let back = AccountSettings::default();
        two.people().set_settings(who, back).await.unwrap();
    }
    let off = ConversationSettings {
        typing: Some(false),
        ..ConversationSettings::default()
    };
    two.types(&here, true);
    two.pass(2_000).await;
    assert_eq!(two.typing, [two.mary]);
    let set = two.people().set_conversation(two.mary, two.conv, off);
    set.await.unwrap();
    two.work().await;
    assert_eq!(two.typing, []);
}

#[tokio::test]
async fn a_sign_out_takes_typing_and_presence_with_it_at_once() {
    let mut two = Two::new().await;
    let here = two.enter(1);
    two.types(&here, true);
    two.pass(10_000).await;
    two.types(&here, true);
    two.work().await;
    assert_eq!(two.presence, Some(Presence::Online));
    two.signs().signed_out(two.mary, device(1));
    two.pass(1_000).await;
    assert_eq!(two.typing, []);
    assert!(two.is_offline());
}

#[tokio::test]
async fn who_was_there_is_written_once_a_minute_and_found_after_a_restart() {
    let mut two = Two::new().await;
    let here = two.enter(1);
    two.pass(1_000).await;
    drop(here);
    let left = two.now();
    two.pass(30_000).await;
    assert!(two.is_offline());
    two.signs().note_seen().await;
    let facts = two.world.store.facts(two.mary).await.unwrap().unwrap();
    assert_eq!(facts.last_seen, left);
}
