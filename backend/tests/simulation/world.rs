//! The queue of what happens next.
//!
//! - [`beginning`]: who is there, and how.
//! - [`pages`]: the browsers' side.
//! - [`traffic`]: the network between the sides.
//! - [`service`]: the server's side.
//! - [`weather`]: whatever may befall them.
//! - [`record`]: what is written into the ledger, and held against it.

mod beginning;
mod pages;
mod record;
mod service;
mod traffic;
mod weather;

use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    hash::Hasher,
    sync::Arc,
    time::Duration,
};

use backend::{
    bus::Envelope,
    clock::{FakeClock, FakeEntropy},
    store::Store,
    ws::Request,
};
use client_core::{
    effect::Write,
    input::{Input, Mono, SocketId, Ticket},
};
use common::{
    ids::{ConversationId, IdempotencyKey},
    limits::IDLE_MS,
    seq::Seq,
};
use fastrand::Rng;

use crate::{
    browser::Browser,
    ledger::{Ledger, Seat},
    network::Wire,
    overheard::Overheard,
    server::Server,
};

/// The wall clock when a world begins.
pub(crate) const EPOCH_MS: u64 = 1_795_000_000_000;

/// How long the weather is rough, in milliseconds of the world.
const ROUGH_MS: u64 = 15_000;

/// How long everything has to come to rest afterwards. A half-open connection is found after 35 s, its successor may wait 30 s.
const CALM_MS: u64 = 120_000;

/// How long a world of those in which people doze off goes on: until whoever did not stir is idle.
const DOZE_MS: u64 = IDLE_MS + 30_000;

/// A fault planted in the system, to prove that it is found. The system itself has no such switch: frames are changed on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutant {
    /// No fault.
    None,
    /// A message that is sent again gets another key.
    NewKeyOnRetry,
    /// What is missing is not fetched.
    NoGapFetch,
    /// The storage says yes and does nothing.
    NothingWrittenDown,
    /// A message is acknowledged and then, now and then, not stored.
    AcknowledgedBeforeStored,
    /// The place that was told last counts, not the furthest: a stale tab moves the cursor back.
    CursorGoesBack,
    /// A person's own messages count as unread.
    OwnMessagesCount,
    /// Whoever switches receipts off goes on giving them.
    SwitchUnheard,
    /// Whoever chooses to be invisible is shown as before.
    InvisibilityUnheard,
    /// What people may know of each other is read once and kept, whoever blocks whom.
    RightsAreKept,
    /// A connection that closes leaves its typing behind.
    TypingOutlivesConnection,
    /// A connection that closes leaves its person there.
    PresenceOutlivesConnection,
    /// Whenever a connection is opened, everyone is told again who is there.
    NewsToEveryone,
}

/// Something that is going to happen.
enum What {
    Person(usize),
    Weather,
    Calm,
    LastWords(usize),
    OnceMore(usize),
    Settled,
    Look(usize),
    Type(usize),
    Leave(usize),
    Stir(usize),
    Lost {
        life: u32,
    },
    NextVisit(usize),
    Open {
        browser: usize,
        page: u32,
        socket: SocketId,
    },
    Input {
        browser: usize,
        page: u32,
        input: Box<Input>,
    },
    Wake {
        browser: usize,
        page: u32,
        at: Mono,
    },
    Store {
        browser: usize,
        page: u32,
        ticket: Ticket,
        writes: Vec<Write>,
        fails: bool,
    },
    Up {
        connection: u64,
        text: String,
    },
    Down {
        connection: u64,
        text: String,
    },
    Closed {
        connection: u64,
        code: u16,
    },
    HungUp {
        connection: u64,
    },
    Work {
        connection: u64,
        life: u32,
        request: Request,
    },
    Greet {
        connection: u64,
    },
    Deliver {
        life: u32,
        envelope: Arc<Envelope>,
    },
    Second,
    Compare,
    TellUntold,
    Stopped {
        life: u32,
    },
    ServerStarts,
}

/// What a person wrote.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) browser: usize,
    pub(crate) conv: ConversationId,
    pub(crate) number: u64,
    /// The browser's storage said that it has it.
    pub(crate) stored: bool,
}

/// What kind of world one is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// What is only state is lost on its way, too, and people change what others learn.
    pub(crate) forgetful: bool,
    /// Nobody is anybody's contact in the beginning.
    pub(crate) strangers: bool,
    /// People doze off at the end.
    pub(crate) dozes: bool,
}

/// A world.
pub(crate) struct World {
    pub(crate) rng: Rng,
    mutant: Mutant,
    pub(crate) now: u64,
    queue: BTreeMap<(u64, u64), What>,
    counted: u64,
    /// How much has happened.
    pub(crate) steps: u64,
    trace: DefaultHasher,
    pub(crate) rough: bool,
    pub(crate) store: Arc<dyn Store>,
    clock: Arc<FakeClock>,
    entropy: Arc<FakeEntropy>,
    pub(crate) runtime: Arc<tokio::runtime::Runtime>,
    pub(crate) server: Option<Server>,
    life: u32,
    pub(crate) browsers: Vec<Browser>,
    wires: BTreeMap<u64, Wire>,
    /// Every text that was ever sent off, by itself: no two are the same.
    pub(crate) written: BTreeMap<String, Written>,
    /// Where the server said that a message is, and when the browser first heard so.
    pub(crate) acknowledged: BTreeMap<IdempotencyKey, (ConversationId, Seq, u64)>,
    /// What was refused, and may stand elsewhere than it was said, or nowhere.
    pub(crate) refused: BTreeSet<IdempotencyKey>,
    /// What went wrong on the way.
    pub(crate) wrong: Vec<String>,
    /// The keys that a planted fault put in place of others.
    replaced: BTreeMap<IdempotencyKey, IdempotencyKey>,
    /// What people really did and decided.
    pub(crate) ledger: Ledger,
    /// What this life of the server told.
    overheard: Overheard,
    /// What kind of world it is.
    pub(crate) kind: Kind,
    /// Nothing is in the way of reading any more.
    settled: bool,
    /// When the last envelope that must not be overtaken arrives.
    ordered_at: u64,
    /// The place that each person told last.
    last_read: BTreeMap<Seat, Seq>,
}

impl World {
    /// Everything that happened, as one number.
    pub(crate) fn trace(&self) -> u64 {
        self.trace.finish()
    }

    /// Runs the world until it has come to rest.
    pub(crate) fn live(&mut self) {
        for browser in 0..self.browsers.len() {
            self.load(browser);
            let first = self.rng.u64(0..2_000);
            self.plan(first, What::Person(browser));
        }
        self.plan(300, What::Weather);
        self.plan(1_000, What::Second);
        self.plan(10_000, What::Compare);
        self.plan(ROUGH_MS, What::Calm);
        let doze = if self.kind.dozes { DOZE_MS } else { 0 };
        self.run_until(ROUGH_MS + CALM_MS + doze);
    }

    /// Lets what is planned happen until this moment.
    pub(crate) fn run_until(&mut self, end: u64) {
        while let Some(next) = self.queue.first_entry()
            && next.key().0 <= end
            && self.wrong.is_empty()
        {
            let ((at, _), what) = next.remove_entry();
            self.clock.advance(Duration::from_millis(at - self.now));
            self.now = at;
            self.steps += 1;
            self.happen(what);
        }
        self.clock
            .advance(Duration::from_millis(end.saturating_sub(self.now)));
        self.now = self.now.max(end);
    }

    fn plan(&mut self, after: u64, what: What) {
        self.counted += 1;
        self.queue.insert((self.now + after, self.counted), what);
    }

    fn plan_at(&mut self, at: u64, what: What) {
        self.plan(at.saturating_sub(self.now), what);
    }

    pub(crate) fn random(&mut self) -> [u8; 16] {
        self.rng.u128(..).to_be_bytes()
    }

    fn happen(&mut self, what: What) {
        match what {
            What::Person(browser) if self.rough => {
                crate::person::act(self, browser);
                let pause = self.rng.u64(50..1_500);
                self.plan(pause, What::Person(browser));
            }
            What::Weather if self.rough => {
                self.weather();
                let pause = self.rng.u64(100..2_500);
                self.plan(pause, What::Weather);
            }
            What::Calm => self.calm_down(),
            What::LastWords(browser) => crate::person::last_words(self, browser),
            What::OnceMore(browser) => crate::person::insist(self, browser),
            What::Settled => self.settled = true,
            What::Look(browser) => crate::person::look_somewhere(self, browser),
            What::Type(browser) => crate::person::begin_to_type(self, browser),
            What::Leave(browser) => self.leave(browser),
            What::Stir(browser) => crate::person::stir(self, browser),
            What::Lost { life } if life == self.life => {
                self.overheard.lost();
                self.serve(Server::lost);
            }
            What::NextVisit(browser) => self.next_visit(browser),
            What::Open {
                browser,
                page,
                socket,
            } => self.open(browser, page, socket),
            What::Input {
                browser,
                page,
                input,
            } => self.on_page(browser, page, *input),
            What::Wake { browser, page, at } => {
                if self.browsers[browser].page == page && self.browsers[browser].wake == Some(at) {
                    self.browsers[browser].wake = None;
                    self.on_page(browser, page, Input::Tick);
                }
            }
            What::Store {
                browser,
                page,
                ticket,
                writes,
                fails,
            } => self.store(browser, page, ticket, writes, fails),
            What::Up { connection, text } => self.up(connection, &text),
            What::Down { connection, text } => self.down(connection, &text),
            What::Closed { connection, code } => self.closed(connection, code),
            What::HungUp { connection } => {
                if let Some(server) = &mut self.server {
                    match self.mutant {
                        Mutant::TypingOutlivesConnection => {
                            server.drop_all_but_signs(connection, &[]);
                        }
                        Mutant::PresenceOutlivesConnection => {
                            let user = server.user(connection);
                            let convs = user.map(|user| self.ledger.conversations(user));
                            server.drop_all_but_signs(connection, &convs.unwrap_or_default());
                        }
                        _ => server.drop_connection(connection),
                    }
                }
            }
            What::Work {
                connection,
                life,
                request,
            } if life == self.life => self.work(connection, &request),
            What::Greet { connection } => self.serve(|server| server.go_on_greeting(connection)),
            What::Deliver { life, envelope } if life == self.life => {
                let now = self.now;
                self.serve(|server| server.deliver(&envelope, now));
            }
            What::Stopped { life } if life == self.life => self.crash(),
            // The weather has cleared, or the process that would have done it is dead.
            What::Person(_)
            | What::Weather
            | What::Work { .. }
            | What::Deliver { .. }
            | What::Lost { .. }
            | What::Stopped { .. } => {}
            What::Second => {
                let now = self.now;
                self.serve(|server| server.tick(now));
                self.look_round();
                self.plan(1_000, What::Second);
            }
            What::Compare => {
                self.serve(Server::compare);
                self.plan(1_000, What::TellUntold);
                self.plan(10_000, What::Compare);
            }
            What::TellUntold => self.serve(Server::tell_untold),
            What::ServerStarts => {
                if self.server.is_none() {
                    self.start_server();
                }
            }
        }
    }
}
