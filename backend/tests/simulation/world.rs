//! The queue of what happens next, and the weather.

use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use backend::{
    bus::Envelope,
    clock::{Clock, FakeClock, FakeEntropy},
    service::accounts::Origin,
    store::{Store, sqlite::SqliteStore},
    ws::Request,
};
use client_core::input::{Input, LinkEvent, Mono, SocketId, Ticket};
use common::{
    ids::{ConversationId, IdempotencyKey},
    protocol::{
        codec,
        v1::{ClientBody, ServerFrame, close},
    },
    seq::{Epoch, Seq},
    time::Timestamp,
};
use fastrand::Rng;

use crate::{
    browser::{Browser, Wish},
    network::{Kind, Wire},
    server::{Deed, Server},
};

/// The wall clock when a world begins.
pub(crate) const EPOCH_MS: u64 = 1_795_000_000_000;

/// How long the weather is rough, in milliseconds of the world.
const ROUGH_MS: u64 = 15_000;

/// How long everything has to come to rest afterwards. A half-open connection is found after 35 s, its successor may wait 30 s.
const CALM_MS: u64 = 120_000;

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
}

/// Something that is going to happen.
enum What {
    Person(usize),
    Weather,
    Calm,
    LastWords(usize),
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
        writes: Vec<client_core::effect::Write>,
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

/// A world.
pub(crate) struct World {
    pub(crate) rng: Rng,
    mutant: Mutant,
    pub(crate) now: u64,
    queue: BTreeMap<(u64, u64), What>,
    counted: u64,
    trace: DefaultHasher,
    pub(crate) rough: bool,
    store: Arc<dyn Store>,
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
    /// What went wrong on the way.
    pub(crate) wrong: Vec<String>,
    /// The keys that a planted fault put in place of others.
    replaced: BTreeMap<IdempotencyKey, IdempotencyKey>,
}

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
            wrong: Vec::new(),
            replaced: BTreeMap::new(),
        };
        world.start_server();
        // Three people, or two of whom one has two devices.
        let names: [&str; 3] = if seed.is_multiple_of(3) {
            ["mary", "mary", "john"]
        } else {
            ["mary", "john", "mike"]
        };
        for name in names {
            let browser = world.sign_in(name);
            world.browsers.push(browser);
        }
        world
    }

    fn start_server(&mut self) {
        let server = Server::start(
            Arc::clone(&self.store),
            Arc::clone(&self.clock),
            Arc::clone(&self.entropy),
            Arc::clone(&self.runtime),
        );
        self.life += 1;
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
        self.run_until(ROUGH_MS + CALM_MS);
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
                    server.drop_connection(connection);
                }
            }
            What::Work {
                connection,
                life,
                request,
            } if life == self.life => self.work(connection, request),
            What::Greet { connection } => self.serve(|server| server.go_on_greeting(connection)),
            What::Deliver { life, envelope } if life == self.life => {
                self.serve(|server| server.deliver(&envelope));
            }
            What::Stopped { life } if life == self.life => self.crash(),
            // The weather has cleared, or the process that would have done it is dead.
            What::Person(_)
            | What::Weather
            | What::Work { .. }
            | What::Deliver { .. }
            | What::Stopped { .. } => {}
            What::Second => {
                let now = self.now;
                self.serve(|server| server.tick(now));
                self.plan(1_000, What::Second);
            }
            What::Compare => {
                self.serve(Server::compare);
                self.plan(10_000, What::Compare);
            }
            What::ServerStarts => {
                if self.server.is_none() {
                    self.start_server();
                }
            }
        }
    }

    // The browsers' side.

    /// A page is loaded, again.
    pub(crate) fn load(&mut self, browser: usize) {
        let random = self.random();
        // The old page's socket goes with it; the server hears of it, or not.
        self.hang_up(browser);
        let wishes = self.browsers[browser].load(self.now, random);
        self.grant(browser, wishes);
    }

    /// Something happens to a page, unless it is gone.
    fn on_page(&mut self, browser: usize, page: u32, input: Input) {
        if self.browsers[browser].page == page {
            self.input(browser, input);
        }
    }

    /// Something happens to a core.
    pub(crate) fn input(&mut self, browser: usize, input: Input) {
        (self.now, browser).hash(&mut self.trace);
        let random = self.random();
        let from_server = matches!(input, Input::Server { .. });
        let wishes = self.browsers[browser].input(self.now, random, input);
        if from_server && let Err(wrong) = self.browsers[browser].check() {
            self.wrong
                .push(format!("at {} ms, browser {browser}: {wrong}", self.now));
        }
        self.grant(browser, wishes);
    }

    fn grant(&mut self, browser: usize, wishes: Vec<Wish>) {
        let page = self.browsers[browser].page;
        for wish in wishes {
            let soon = self.rng.u64(1..20);
            match wish {
                Wish::Open(socket) => {
                    self.hang_up(browser);
                    self.plan(
                        soon,
                        What::Open {
                            browser,
                            page,
                            socket,
                        },
                    );
                }
                Wish::Close => self.hang_up(browser),
                Wish::Send(frame) => self.transmit(browser, frame),
                Wish::Store(ticket, writes) => {
                    let fails = self.rough && self.rng.u8(..50) == 0;
                    self.plan(
                        soon,
                        What::Store {
                            browser,
                            page,
                            ticket,
                            writes,
                            fails,
                        },
                    );
                }
                Wish::Load => {
                    let records = self.browsers[browser].records();
                    let input = Box::new(Input::Restored(Some(records)));
                    self.plan(
                        soon,
                        What::Input {
                            browser,
                            page,
                            input,
                        },
                    );
                }
                Wish::Session => {
                    let answer = self.browsers[browser].session(self.server.is_some());
                    let input = Box::new(Input::Http(answer));
                    self.plan(
                        soon,
                        What::Input {
                            browser,
                            page,
                            input,
                        },
                    );
                }
                Wish::Wake(at) => {
                    self.browsers[browser].wake = Some(at);
                    let moment = self.browsers[browser].world_time(at);
                    self.plan_at(moment, What::Wake { browser, page, at });
                }
            }
        }
    }

    fn store(
        &mut self,
        browser: usize,
        page: u32,
        ticket: Ticket,
        writes: Vec<client_core::effect::Write>,
        fails: bool,
    ) {
        if self.browsers[browser].page != page {
            return;
        }
        if fails {
            return self.input(browser, Input::StoreFailed(ticket));
        }
        if self.mutant != Mutant::NothingWrittenDown {
            self.browsers[browser].write(writes.clone());
        }
        for write in writes {
            if let client_core::effect::Write::Put(record) = write
                && record.key.starts_with("outbox/")
            {
                let mine = self
                    .written
                    .iter_mut()
                    .find(|(text, _)| record.value.contains(&format!("\"{text}\"")));
                if let Some((_, written)) = mine {
                    written.stored = true;
                }
            }
        }
        self.input(browser, Input::Stored(ticket));
    }

    // The network.

    fn open(&mut self, browser: usize, page: u32, socket: SocketId) {
        if self.browsers[browser].page != page {
            return;
        }
        self.counted += 1;
        let connection = self.counted;
        let refused = self.server.is_none() || (self.rough && self.rng.u8(..10) == 0);
        let token = self.browsers[browser].token.clone();
        let now = self.now;
        let accepted = !refused
            && self
                .server
                .as_mut()
                .is_some_and(|server| server.accept(connection, &token, now));
        let event = if accepted {
            self.wires
                .insert(connection, Wire::new(browser, page, socket));
            LinkEvent::Opened(socket)
        } else {
            LinkEvent::Closed { socket, code: 1006 }
        };
        self.plan(
            5,
            What::Input {
                browser,
                page,
                input: Box::new(Input::Link(event)),
            },
        );
    }

    /// The wires of a browser that are still in use.
    fn wires_of(&self, browser: usize) -> Vec<u64> {
        let wires = self.wires.iter();
        wires
            .filter(|(_, wire)| wire.browser == browser)
            .map(|(connection, _)| *connection)
            .collect()
    }

    /// A browser lets go of its socket. What it sent may still arrive; the server hears of the end soon, or only by silence.
    fn hang_up(&mut self, browser: usize) {
        for connection in self.wires_of(browser) {
            self.wires.remove(&connection);
            if !self.rough || self.rng.u8(..4) > 0 {
                let soon = self.rng.u64(0..200);
                self.plan(soon, What::HungUp { connection });
            }
        }
    }

    fn transmit(&mut self, browser: usize, mut frame: common::protocol::v1::ClientFrame) {
        let Some(connection) = self.wires_of(browser).into_iter().next() else {
            return;
        };
        if let ClientBody::Send { draft, .. } = &mut frame.body {
            let again = self.browsers[browser]
                .transmitted
                .insert(draft.cid, self.now);
            if let Some(first) = again {
                self.browsers[browser].transmitted.insert(draft.cid, first);
                if self.mutant == Mutant::NewKeyOnRetry {
                    let fresh = IdempotencyKey::from_bytes(self.random());
                    self.replaced.insert(fresh, draft.cid);
                    draft.cid = fresh;
                }
            }
        }
        if let (Mutant::NoGapFetch, ClientBody::Pull { conv, from }) = (self.mutant, &frame.body) {
            let nothing = ServerFrame::Delta {
                conv: *conv,
                from: *from,
                events: Vec::new(),
            };
            let text = codec::encode_server(&nothing);
            return self.plan(10, What::Down { connection, text });
        }
        let text = codec::encode_client(&frame);
        text.hash(&mut self.trace);
        let rough = self.rough && !matches!(frame.body, ClientBody::Hello(_));
        let Some(wire) = self.wires.get_mut(&connection).filter(|wire| wire.sound) else {
            return;
        };
        for at in wire.up(self.now, &mut self.rng, rough) {
            let text = text.clone();
            self.plan_at(at, What::Up { connection, text });
        }
    }

    fn up(&mut self, connection: u64, text: &str) {
        let now = self.now;
        self.serve(|server| server.hear(connection, text, now));
    }

    fn down(&mut self, connection: u64, text: &str) {
        let Some(wire) = self.wires.get(&connection).filter(|wire| wire.sound) else {
            return;
        };
        let (browser, page, socket) = (wire.browser, wire.page, wire.socket);
        text.hash(&mut self.trace);
        let Some(mut frame) = codec::decode_server(text) else {
            self.wrong
                .push(format!("the server said what no client reads: {text}"));
            return;
        };
        if let ServerFrame::Sent { cid, conv, seq, .. } = &mut frame {
            if let Some(original) = self.replaced.get(cid) {
                *cid = *original;
            }
            let now = self.now;
            let known = *self.acknowledged.entry(*cid).or_insert((*conv, *seq, now));
            if (known.0, known.1) != (*conv, *seq) && self.mutant == Mutant::None {
                self.wrong.push(format!(
                    "{cid} was acknowledged at {} and at {seq}",
                    known.1
                ));
            }
        }
        self.on_page(browser, page, Input::Server { socket, frame });
    }

    fn closed(&mut self, connection: u64, code: u16) {
        if let Some(wire) = self.wires.remove(&connection) {
            let event = LinkEvent::Closed {
                socket: wire.socket,
                code,
            };
            self.on_page(wire.browser, wire.page, Input::Link(event));
        }
    }

    // The server's side.

    fn serve(&mut self, deed: impl FnOnce(&mut Server) -> Vec<Deed>) {
        let Some(server) = &mut self.server else {
            return;
        };
        for deed in deed(server) {
            self.carry_out(deed);
        }
    }

    fn carry_out(&mut self, deed: Deed) {
        let soon = self.rng.u64(0..30);
        match deed {
            Deed::Say(connection, kind, text) => {
                let Some(wire) = self.wires.get_mut(&connection).filter(|wire| wire.sound) else {
                    return;
                };
                for at in wire.down(self.now, &mut self.rng, self.rough, kind) {
                    let text = text.clone();
                    self.plan_at(at, What::Down { connection, text });
                }
            }
            Deed::Close(connection, code) => self.plan(100, What::Closed { connection, code }),
            Deed::Work(connection, request) => {
                let life = self.life;
                self.plan(
                    soon,
                    What::Work {
                        connection,
                        life,
                        request,
                    },
                );
            }
            Deed::Greet(connection) => self.plan(soon, What::Greet { connection }),
            Deed::Publish(envelope) => {
                let envelope = Arc::new(envelope);
                let life = self.life;
                let (copies, late) = match self.rng.u8(..100) {
                    0..10 if self.rough => (0, 0),
                    10..20 if self.rough => (2, 500),
                    20..30 if self.rough => (1, 500),
                    _ => (1, 0),
                };
                for _ in 0..copies {
                    let delay = soon + self.rng.u64(0..=late);
                    let envelope = Arc::clone(&envelope);
                    self.plan(delay, What::Deliver { life, envelope });
                }
            }
        }
    }

    fn work(&mut self, connection: u64, request: Request) {
        if let (Mutant::AcknowledgedBeforeStored, Request::Send { conv, draft }) =
            (self.mutant, &request)
            && self.rng.u8(..20) == 0
        {
            let lie = ServerFrame::Sent {
                cid: draft.cid,
                conv: *conv,
                seq: Seq::new(1_000),
                rev: common::seq::Rev::new(1_000),
                server_ts: self.clock.now(),
                dup: false,
            };
            let text = codec::encode_server(&lie);
            return self.carry_out(Deed::Say(connection, Kind::Single, text));
        }
        self.serve(|server| server.work(connection, request));
    }

    // The weather.

    fn weather(&mut self) {
        let browser = self.rng.usize(..self.browsers.len());
        match self.rng.u8(..100) {
            0..25 => self.cut(browser),
            25..40 => self.crash(),
            40..45 => {
                self.serve(Server::stop);
                let life = self.life;
                self.plan(1_000, What::Stopped { life });
            }
            45..65 => self.load(browser),
            65..75 => self.input(browser, Input::Link(LinkEvent::Offline)),
            75..85 => self.input(browser, Input::Link(LinkEvent::Online)),
            85..90 => self.input(browser, Input::Link(LinkEvent::Hidden)),
            90..94 => self.input(browser, Input::Link(LinkEvent::Visible)),
            94..97 => self.browsers[browser].wall_off = self.rng.i64(-400_000_000..400_000_000),
            _ => {
                let off = self.rng.u64(0..7_200_000);
                let wall =
                    Timestamp::from_millis((EPOCH_MS + self.now + off).saturating_sub(3_600_000));
                self.clock.set_wall(wall);
            }
        }
    }

    /// A connection breaks. What is under way is lost; each end may hear of it, or not.
    fn cut(&mut self, browser: usize) {
        for connection in self.wires_of(browser) {
            if let Some(wire) = self.wires.get_mut(&connection) {
                wire.sound = false;
            }
            if self.rng.bool() {
                let soon = self.rng.u64(0..300);
                self.plan(soon, What::HungUp { connection });
            }
            if self.rng.u8(..3) > 0 {
                let soon = self.rng.u64(0..300);
                self.plan(
                    soon,
                    What::Closed {
                        connection,
                        code: 1006,
                    },
                );
            }
        }
    }

    /// The server dies. What it was asked it has done, or not; either way nobody is answered.
    fn crash(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let asked: Vec<_> = self
            .queue
            .iter()
            .filter(|(_, what)| matches!(what, What::Work { life, .. } if *life == self.life))
            .map(|(key, _)| *key)
            .collect();
        for key in asked {
            if let Some(What::Work {
                connection,
                request,
                ..
            }) = self.queue.remove(&key)
                && self.rng.bool()
                && self.mutant != Mutant::AcknowledgedBeforeStored
            {
                let _ = server.work(connection, request);
            }
        }
        drop(server);
        let connections: BTreeSet<u64> = self.wires.keys().copied().collect();
        for connection in connections {
            if let Some(wire) = self.wires.get_mut(&connection) {
                wire.sound = false;
            }
            if self.rng.u8(..5) > 0 {
                let soon = self.rng.u64(0..300);
                self.plan(
                    soon,
                    What::Closed {
                        connection,
                        code: close::GOING_AWAY,
                    },
                );
            }
        }
        let down = self.rng.u64(50..3_000);
        self.plan(down, What::ServerStarts);
    }

    /// The weather clears: from here on nothing is lost, and everyone says a last word in every conversation, so that whoever missed the end of
    /// one hears that there is more.
    fn calm_down(&mut self) {
        self.rough = false;
        if self.server.is_none() {
            self.start_server();
        }
        for browser in 0..self.browsers.len() {
            self.input(browser, Input::Link(LinkEvent::Online));
            self.input(browser, Input::Link(LinkEvent::Visible));
            self.plan(80_000, What::LastWords(browser));
            self.plan(100_000, What::NextVisit(browser));
        }
    }

    /// A record whose removal failed is found by the next visit, which sends it once more, under the same key, and is told where it is.
    fn next_visit(&mut self, browser: usize) {
        let storage = &self.browsers[browser].storage;
        if storage.keys().any(|key| key.starts_with("outbox/")) {
            self.load(browser);
        }
    }
}
