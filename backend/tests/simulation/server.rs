//! A server process, from start to crash: everything but the database is volatile.
//!
//! - [`bus`]: what it publishes.

mod bus;

use std::{collections::BTreeMap, mem, sync::Arc, time::Duration};

use backend::{
    bus::Envelope,
    clock::{FakeClock, FakeEntropy},
    config::{Config, Layer},
    edge::Site,
    hub::{Connection, Hub, OutboxLimits, Part},
    lifecycle::Lifecycle,
    service::{
        RateLimits, Services, Settings,
        accounts::Identity,
        passwords::Cost,
        signs::{Here, Sign},
    },
    store::Store,
    ws::{Answer, Beginning, Machine, Meters, Request, Sockets, Step, Untold, answer, greet},
};
use common::{
    ids::{ConnectionId, ConversationId, UserId},
    model::ephemeral::TypingKind,
    protocol::{
        codec,
        v1::{Hello, ServerFrame, close},
    },
};
use futures_util::{StreamExt, stream::BoxStream};
use tokio::sync::Semaphore;

use self::bus::Remembered;
use crate::{ledger::Seat, network::Kind};

/// What a server does because of something.
pub(crate) enum Deed {
    /// Says this on a connection.
    Say(u64, Kind, String),
    /// Closes a connection.
    Close(u64, u16),
    /// Will work on this.
    Work(u64, Request),
    /// Will go on greeting.
    Greet(u64),
    /// Tells its bus.
    Publish(Envelope),
    /// Heard on a connection that its person types somewhere, or no longer.
    Typed(u64, Seat, bool),
    /// Heard on a connection whom it watches.
    Watched(ConnectionId, Vec<UserId>),
}

/// One connection's end.
struct Session {
    who: Identity,
    token: Arc<str>,
    machine: Machine,
    started: u64,
    place: Option<Connection>,
    here: Option<Here>,
    greeting: Option<BoxStream<'static, Answer>>,
}

/// One life of the server.
pub(crate) struct Server {
    pub(crate) services: Services,
    bus: Arc<Remembered>,
    sockets: Arc<Sockets>,
    sessions: BTreeMap<u64, Session>,
    untold: Option<Untold>,
    runtime: Arc<tokio::runtime::Runtime>,
}

impl Server {
    pub(crate) fn start(
        store: Arc<dyn Store>,
        clock: Arc<FakeClock>,
        entropy: Arc<FakeEntropy>,
        runtime: Arc<tokio::runtime::Runtime>,
    ) -> Self {
        let bus = Arc::<Remembered>::default();
        let settings = Settings {
            open_registration: true,
            password_cost: Cost::LEAST,
            limits: RateLimits {
                sign_ins_per_minute: None,
                sign_ups_per_hour: None,
                ..RateLimits::default()
            },
            ..Settings::default()
        };
        let services = Services::new(store, bus.clone(), clock.clone(), entropy.clone(), settings);
        let Config { limits, timing, .. } =
            Config::from_layer(Layer::default()).expect("the defaults are sound");
        let sockets = Sockets {
            services: services.clone(),
            hub: Hub::new(OutboxLimits::default(), limits.connections_per_user),
            clock,
            entropy,
            site: Arc::new(Site::new(Vec::new(), Vec::new())),
            timing,
            limits,
            life: Lifecycle::default(),
            waiting: Arc::new(Semaphore::new(1)),
            meters: Meters::default(),
        };
        Self {
            services,
            bus,
            sockets: Arc::new(sockets),
            sessions: BTreeMap::new(),
            untold: None,
            runtime,
        }
    }

    /// A browser connects. `false`: its session is over.
    pub(crate) fn accept(&mut self, connection: u64, token: &str, now: u64) -> bool {
        let accounts = &self.services.accounts;
        let Ok(Some(who)) = self.runtime.block_on(accounts.authenticate(token)) else {
            return false;
        };
        let session = Session {
            who,
            token: token.into(),
            // Far apart for those that follow each other.
            machine: Machine::new(connection.wrapping_mul(97).to_le_bytes()[0]),
            started: now,
            place: None,
            here: None,
            greeting: None,
        };
        self.sessions.insert(connection, session);
        true
    }

    /// A connection is gone.
    pub(crate) fn drop_connection(&mut self, connection: u64) {
        self.sessions.remove(&connection);
    }

    /// A connection is gone, and by a planted fault its say in who is there is not; in who types only with `typing`.
    pub(crate) fn drop_all_but_signs(&mut self, connection: u64, silent: &[ConversationId]) {
        let session = self.sessions.remove(&connection);
        if let Some(here) = session.and_then(|session| session.here) {
            for conv in silent {
                here.note(Sign::Typing {
                    conv: *conv,
                    kind: TypingKind::Text,
                    on: false,
                });
            }
            mem::forget(here);
        }
    }

    /// Whose connection it is.
    pub(crate) fn user(&self, connection: u64) -> Option<UserId> {
        let session = self.sessions.get(&connection);
        session.map(|session| session.who.user)
    }

    /// The connections that said hello, and whose they are.
    pub(crate) fn live(&self) -> BTreeMap<u64, UserId> {
        let greeted = self
            .sessions
            .iter()
            .filter(|(_, session)| session.here.is_some());
        greeted
            .map(|(connection, session)| (*connection, session.who.user))
            .collect()
    }

    /// A frame arrives.
    pub(crate) fn hear(&mut self, connection: u64, text: &str, now: u64) -> Vec<Deed> {
        let Some(session) = self.sessions.get_mut(&connection) else {
            return Vec::new();
        };
        let at = Duration::from_millis(now - session.started);
        let step = session.machine.hear(text, at);
        self.take(connection, step)
    }

    /// A second passes.
    pub(crate) fn tick(&mut self, now: u64) -> Vec<Deed> {
        let connections: Vec<u64> = self.sessions.keys().copied().collect();
        let mut deeds = Vec::new();
        for connection in connections {
            if let Some(session) = self.sessions.get_mut(&connection) {
                let at = Duration::from_millis(now - session.started);
                let step = session.machine.tick(at, &self.sockets.timing);
                deeds.extend(self.take(connection, step));
            }
        }
        self.sockets.hub.deliver_due(Duration::from_millis(now));
        deeds.extend(self.news());
        deeds.extend(self.signs());
        deeds
    }

    /// The bus lost something of which only the latest counts.
    pub(crate) fn lost(&mut self) -> Vec<Deed> {
        self.services.signs.tell_again();
        self.signs()
    }

    /// What there is to tell of who types and who is there.
    pub(crate) fn signs(&mut self) -> Vec<Deed> {
        self.runtime.block_on(self.services.signs.work());
        self.published()
    }

    fn published(&mut self) -> Vec<Deed> {
        self.bus.take().into_iter().map(Deed::Publish).collect()
    }

    fn take(&mut self, connection: u64, step: Step) -> Vec<Deed> {
        match step {
            Step::Rest => Vec::new(),
            Step::Say(frame) => vec![say(connection, Kind::Single, &frame)],
            Step::Ask(request) => vec![Deed::Work(connection, request)],
            Step::Greet(hello) => self.greet(connection, hello),
            Step::Note(sign) => {
                let Some(session) = self.sessions.get(&connection) else {
                    return Vec::new();
                };
                let heard = match &sign {
                    Sign::Typing { conv, on, .. } => {
                        Some(Deed::Typed(connection, (session.who.user, *conv), *on))
                    }
                    Sign::Watch { users } => Some(Deed::Watched(name(connection), users.clone())),
                    Sign::Activity { .. } => None,
                };
                if let Some(here) = &session.here {
                    here.note(sign);
                }
                heard.into_iter().chain(self.signs()).collect()
            }
            Step::Close { code, after, .. } => {
                self.sessions.remove(&connection);
                let last = after.map(|frame| say(connection, Kind::Single, &frame));
                last.into_iter()
                    .chain([Deed::Close(connection, code)])
                    .collect()
            }
        }
    }

    fn greet(&mut self, connection: u64, hello: Hello) -> Vec<Deed> {
        let Some(session) = self.sessions.get_mut(&connection) else {
            return Vec::new();
        };
        let conn = name(connection);
        let hub = &self.sockets.hub;
        let Ok(place) = hub.connect(session.who.user, session.who.device, conn) else {
            self.sessions.remove(&connection);
            return vec![Deed::Close(connection, close::GOING_AWAY)];
        };
        session.place = Some(place);
        let signs = &self.services.signs;
        session.here = Some(signs.enter(session.who.user, session.who.device, conn));
        session.greeting = Some(greet(Beginning {
            sockets: Arc::clone(&self.sockets),
            who: session.who,
            token: Arc::clone(&session.token),
            conn,
            hello,
        }));
        vec![Deed::Greet(connection)]
    }

    /// The next frame of a greeting; after its last one the news that waited.
    pub(crate) fn go_on_greeting(&mut self, connection: u64) -> Vec<Deed> {
        let Some(session) = self.sessions.get_mut(&connection) else {
            return Vec::new();
        };
        let Some(greeting) = &mut session.greeting else {
            return Vec::new();
        };
        match self.runtime.block_on(greeting.next()) {
            Some(Answer::Say(frame)) => vec![
                Deed::Say(connection, Kind::Greeting, frame.as_str().to_owned()),
                Deed::Greet(connection),
            ],
            Some(Answer::Nothing) => vec![Deed::Greet(connection)],
            Some(Answer::Close { code, .. }) => {
                self.sessions.remove(&connection);
                vec![Deed::Close(connection, code)]
            }
            Some(Answer::End(ended)) => {
                self.sessions.remove(&connection);
                vec![Deed::Close(connection, ended.code())]
            }
            None => {
                session.greeting = None;
                self.news()
            }
        }
    }

    /// Does what was asked. The answer is for a connection that may be gone by then.
    pub(crate) fn work(&mut self, connection: u64, request: Request) -> Vec<Deed> {
        let Some(session) = self.sessions.get(&connection) else {
            return Vec::new();
        };
        self.answer(connection, session.who, request)
    }

    /// Does what a device asks that no world watches: its answer goes nowhere.
    pub(crate) fn ask(&mut self, token: &str, request: Request) -> Vec<Deed> {
        let accounts = &self.services.accounts;
        match self.runtime.block_on(accounts.authenticate(token)) {
            Ok(Some(who)) => self.answer(0, who, request),
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, connection: u64, who: Identity, request: Request) -> Vec<Deed> {
        let work = answer(Arc::clone(&self.sockets), who, request);
        let mut deeds = match self.runtime.block_on(work) {
            Answer::Say(frame) => {
                let kind = Kind::of_server(frame.as_str(), true);
                vec![Deed::Say(connection, kind, frame.as_str().to_owned())]
            }
            Answer::Nothing => Vec::new(),
            Answer::Close { code, .. } => {
                self.sessions.remove(&connection);
                vec![Deed::Close(connection, code)]
            }
            Answer::End(ended) => {
                self.sessions.remove(&connection);
                vec![Deed::Close(connection, ended.code())]
            }
        };
        deeds.extend(self.published());
        deeds
    }

    /// An envelope arrives from the bus.
    pub(crate) fn deliver(&mut self, envelope: &Envelope, now: u64) -> Vec<Deed> {
        self.sockets
            .hub
            .deliver(envelope, Duration::from_millis(now));
        self.news()
    }

    /// What was told is compared with the log.
    pub(crate) fn compare(&mut self) -> Vec<Deed> {
        let comparison = Untold::find(&self.sockets.hub, &self.services, Part::All);
        self.untold = Some(self.runtime.block_on(comparison));
        Vec::new()
    }

    /// What was missing in the comparison and has not come since is told.
    pub(crate) fn tell_untold(&mut self) -> Vec<Deed> {
        let Some(untold) = self.untold.take() else {
            return Vec::new();
        };
        let told = untold.tell(&self.sockets.hub, &self.services);
        self.runtime.block_on(told);
        let mut deeds = self.news();
        // The hub goes through its conversations in no particular order; a replay needs one.
        deeds.sort_by(|a, b| match (a, b) {
            (Deed::Say(a, _, one), Deed::Say(b, _, other)) => (a, one).cmp(&(b, other)),
            _ => std::cmp::Ordering::Equal,
        });
        deeds
    }

    /// The server stops in good order.
    pub(crate) fn stop(&mut self) -> Vec<Deed> {
        self.sockets.hub.stop();
        self.news()
    }

    /// What waits in the outboxes of those who are greeted.
    fn news(&mut self) -> Vec<Deed> {
        let mut deeds = Vec::new();
        let mut ended = Vec::new();
        for (connection, session) in &self.sessions {
            let (Some(place), None) = (&session.place, &session.greeting) else {
                continue;
            };
            while let Some(frame) = place.outbox().pop() {
                let text = String::from_utf8(frame.to_vec()).expect("frames are text");
                let kind = Kind::of_server(&text, false);
                deeds.push(Deed::Say(*connection, kind, text));
            }
            if let Some(reason) = place.outbox().ended() {
                ended.push((*connection, reason.code()));
            }
        }
        for (connection, code) in ended {
            self.sessions.remove(&connection);
            deeds.push(Deed::Close(connection, code));
        }
        deeds
    }
}

/// How the server calls a connection.
fn name(connection: u64) -> ConnectionId {
    let mut name = [0; 16];
    name[8..].copy_from_slice(&connection.to_be_bytes());
    ConnectionId::from_bytes(name)
}

fn say(connection: u64, kind: Kind, frame: &ServerFrame) -> Deed {
    Deed::Say(connection, kind, codec::encode_server(frame))
}
