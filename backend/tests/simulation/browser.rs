//! A browser around one core: a storage that outlives reloads, a clock, timers, and one socket.

use std::collections::BTreeMap;

use client_core::{
    effect::{Effect, HttpRequest, Write},
    input::{Context, HttpAnswer, HttpError, Input, Mono, Record, Route, SocketId, Tabs, Ticket},
    model::Model,
    reduce::reduce,
};
use common::{
    ids::{ConversationId, IdempotencyKey},
    model::Profile,
    protocol::v1::{
        ClientFrame,
        http::{Registration, SessionInfo},
    },
    seq::Rev,
    time::Timestamp,
};

/// What a browser asks of the world.
pub(crate) enum Wish {
    /// Open a socket.
    Open(SocketId),
    /// Close the socket.
    Close,
    /// Put a frame on the wire.
    Send(ClientFrame),
    /// Change the storage, and say how it went.
    Store(Ticket, Vec<Write>),
    /// Read the storage.
    Load,
    /// Ask who is signed in.
    Session,
    /// Give a tick at this moment.
    Wake(Mono),
}

/// A browser.
pub(crate) struct Browser {
    pub(crate) profile: Profile,
    pub(crate) token: String,
    pub(crate) model: Model,
    /// Reloads so far: what was meant for an earlier page is not for this one.
    pub(crate) page: u32,
    /// What outlives a reload.
    pub(crate) storage: BTreeMap<String, String>,
    /// The moment of the last tick that was asked for.
    pub(crate) wake: Option<Mono>,
    /// When this page was loaded, by the world's clock: its monotonic clock begins there.
    loaded: u64,
    /// How far this browser's wall clock is off.
    pub(crate) wall_off: i64,
    /// Keys that were put on the wire.
    pub(crate) transmitted: BTreeMap<IdempotencyKey, u64>,
    revs: BTreeMap<ConversationId, Rev>,
}

impl Browser {
    pub(crate) fn new(profile: Profile, token: String) -> Self {
        Self {
            profile,
            token,
            model: Model::default(),
            page: 0,
            storage: BTreeMap::new(),
            wake: None,
            loaded: 0,
            wall_off: 0,
            transmitted: BTreeMap::new(),
            revs: BTreeMap::new(),
        }
    }

    /// The page is loaded, for the first time or again: nothing is left but the storage.
    pub(crate) fn load(&mut self, now: u64, random: [u8; 16]) -> Vec<Wish> {
        self.page += 1;
        self.model = Model::default();
        self.wake = None;
        self.loaded = now;
        self.revs.clear();
        let started = Input::Started {
            build: "simulated".to_owned(),
            route: Route::Home,
            online: true,
        };
        let mut wishes = self.input(now, random, started);
        // The only tab of its browser.
        wishes.extend(self.input(now, random, Input::Tabs(Tabs::Leads)));
        wishes
    }

    /// Something happens to the core.
    pub(crate) fn input(&mut self, now: u64, random: [u8; 16], input: Input) -> Vec<Wish> {
        let ctx = Context {
            mono: Mono::from_millis(now - self.loaded),
            wall: Timestamp::from_millis(
                (crate::world::EPOCH_MS + now).saturating_add_signed(self.wall_off),
            ),
            random,
        };
        let (effects, _) = reduce(&mut self.model, input, ctx);
        effects.into_iter().filter_map(wish).collect()
    }

    /// The world's time of one of this page's moments.
    pub(crate) fn world_time(&self, mono: Mono) -> u64 {
        self.loaded + mono.as_millis()
    }

    /// Everything in the storage.
    pub(crate) fn records(&self) -> Vec<Record> {
        let records = self.storage.iter();
        records
            .map(|(key, value)| Record {
                key: key.clone(),
                value: value.clone(),
            })
            .collect()
    }

    pub(crate) fn write(&mut self, writes: Vec<Write>) {
        for write in writes {
            match write {
                Write::Put(record) => drop(self.storage.insert(record.key, record.value)),
                Write::Delete(key) => drop(self.storage.remove(&key)),
            }
        }
    }

    /// What `GET /api/session` says.
    pub(crate) fn session(&self, reachable: bool) -> HttpAnswer {
        HttpAnswer::Session(if reachable {
            Ok(SessionInfo {
                me: Some(self.profile.clone()),
                registration: Registration::Open,
                password_chars: 15,
                demo: Vec::new(),
                build: "simulated".to_owned(),
            })
        } else {
            Err(HttpError::Unreachable)
        })
    }

    /// I1 and I3, at every moment: what is held is whole, and never goes back.
    pub(crate) fn check(&mut self) -> Result<(), String> {
        for conv in self.model.known().collect::<Vec<_>>() {
            let Some(body) = self.model.conversation(conv) else {
                continue;
            };
            let mut expected = body.first_held();
            for entry in &body.entries {
                if entry.seq != expected {
                    return Err(format!(
                        "I1: {conv} holds {} where {expected} belongs",
                        entry.seq
                    ));
                }
                expected = expected.next();
            }
            if expected != body.last_seq.next() {
                return Err(format!("I1: {conv} ends before its end"));
            }
            let before = self.revs.insert(conv, body.rev).unwrap_or_default();
            if before > body.rev {
                return Err(format!("{conv} went back from {before} to {}", body.rev));
            }
        }
        Ok(())
    }
}

fn wish(effect: Effect) -> Option<Wish> {
    match effect {
        Effect::LoadRecords => Some(Wish::Load),
        Effect::Store { ticket, writes } => Some(Wish::Store(ticket, writes)),
        Effect::Http(HttpRequest::Session) => Some(Wish::Session),
        Effect::OpenSocket(socket) => Some(Wish::Open(socket)),
        Effect::CloseSocket => Some(Wish::Close),
        Effect::Send(frame) => Some(Wish::Send(frame)),
        Effect::WakeAt(at) => Some(Wish::Wake(at)),
        _ => None,
    }
}
