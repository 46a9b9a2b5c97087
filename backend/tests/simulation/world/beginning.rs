//! How a world begins: who is in it, on which devices, and the server that they share.

use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    sync::Arc,
};

use backend::{
    clock::{FakeClock, FakeEntropy},
    service::accounts::Origin,
    store::sqlite::SqliteStore,
};
use common::{ids::UserId, seq::Epoch, time::Timestamp};
use fastrand::Rng;

use super::{EPOCH_MS, Kind, Mutant, World};
use crate::{browser::Browser, ledger::Ledger, overheard::Overheard, server::Server};

impl World {
    pub(crate) fn new(seed: u64, mutant: Mutant) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let epoch = Epoch::new(7);
        let mut world = Self {
            rng: Rng::with_seed(seed),
            mutant,
            now: 0,
            queue: BTreeMap::new(),
            counted: 0,
            steps: 0,
            trace: DefaultHasher::new(),
            rough: true,
            store: Arc::new(SqliteStore::in_memory(epoch).expect("a database")),
            clock: Arc::new(FakeClock::new(Timestamp::from_millis(EPOCH_MS))),
            entropy: Arc::new(FakeEntropy::new(seed)),
            runtime: Arc::new(runtime),
            server: None,
            life: 0,
            browsers: Vec::new(),
            wires: BTreeMap::new(),
            written: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            refused: BTreeSet::new(),
            wrong: Vec::new(),
            replaced: BTreeMap::new(),
            ledger: Ledger::default(),
            overheard: Overheard::default(),
            kind: Kind {
                forgetful: seed % 2 == 1,
                // Half of the forgetful ones.
                strangers: matches!(seed % 8, 1 | 7),
                dozes: seed.is_multiple_of(8),
            },
            settled: false,
            ordered_at: 0,
            last_read: BTreeMap::new(),
        };
        world.start_server();
        // Three people, or two of whom one has two devices, or two tabs beside a device.
        let names: &[&str] = match seed % 4 {
            0 | 1 => &["mary", "john", "mike"],
            2 => &["mary", "mary", "john"],
            _ => &["mary", "mary", "john", "john"],
        };
        for name in names {
            let browser = world.sign_in(name);
            if !world.kind.strangers {
                world.befriend(browser.profile.id);
            }
            world.browsers.push(browser);
        }
        if seed % 4 == 2 {
            let tab = Browser::new(
                world.browsers[0].profile.clone(),
                world.browsers[0].token.clone(),
            );
            world.browsers.push(tab);
        }
        world
    }

    /// Everyone who is here and this one are each other's contacts, so that nobody waits for leave to speak.
    fn befriend(&mut self, me: UserId) {
        let others = self.browsers.iter().map(|browser| browser.profile.id);
        let others: BTreeSet<UserId> = others.filter(|other| *other != me).collect();
        let server = self.server.as_ref().expect("the server runs");
        let people = &server.services.people;
        for other in others {
            for (one, other) in [(me, other), (other, me)] {
                let added = people.set_contact(one, other, true);
                self.runtime.block_on(added).expect("there is room");
            }
            self.ledger.befriended(me, other);
        }
    }

    pub(super) fn start_server(&mut self) {
        let server = Server::start(
            Arc::clone(&self.store),
            Arc::clone(&self.clock),
            Arc::clone(&self.entropy),
            Arc::clone(&self.runtime),
        );
        self.life += 1;
        self.ordered_at = 0;
        self.overheard = Overheard::new(self.now);
        self.server = Some(server);
    }

    /// Another device of someone, who gets an account if there is none.
    pub(crate) fn sign_in(&mut self, name: &str) -> Browser {
        let accounts = Arc::clone(
            &self
                .server
                .as_ref()
                .expect("the server runs")
                .services
                .accounts,
        );
        let origin = Origin {
            ip: None,
            user_agent: None,
        };
        let password = "a long enough password";
        let signed_in = self.runtime.block_on(async {
            match accounts.sign_in(name, password, origin.clone()).await {
                Ok(signed_in) => Ok(signed_in),
                Err(_) => accounts.register(name, name, password, origin).await,
            }
        });
        let signed_in = signed_in.expect("everyone may have an account");
        Browser::new(signed_in.profile, signed_in.token.as_str().to_owned())
    }
}
