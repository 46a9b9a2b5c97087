//! A browser around one core: a storage that outlives reloads, a clock, timers, and one socket.

use std::collections::BTreeMap;

use client_core::{
    effect::{Effect, HttpRequest, Write},
    input::{Context, HttpAnswer, HttpError, Input, Mono, Record, Route, SocketId, Tabs, Ticket},
    model::Model,
    reduce::reduce,
    select,
};
use common::{
    fold::counts,
    ids::{ConversationId, IdempotencyKey},
    model::Profile,
    protocol::v1::{
        ClientFrame,
        http::{Registration, SessionInfo},
    },
    seq::{Rev, Seq},
    time::Timestamp,
};

use crate::eyes::Eyes;

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
    /// What the person at it has looked at.
    pub(crate) eyes: Eyes,
    /// It was closed for good.
    pub(crate) gone: bool,
    revs: BTreeMap<ConversationId, Rev>,
}

/// What a page says of one conversation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Badge {
    /// How far it was read.
    read: Seq,
    /// How many are not.
    unread: u32,
    /// The last message that is held.
    held: Seq,
    /// The last one that is known of: a count may be of messages that are still under way.
    known: Seq,
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
            eyes: Eyes::new(0),
            gone: false,
            revs: BTreeMap::new(),
        }
    }

    /// The page is loaded, for the first time or again: nothing is left but the storage.
    pub(crate) fn load(&mut self, now: u64, random: [u8; 16]) -> Vec<Wish> {
        self.page += 1;
        self.model = Model::default();
        self.wake = None;
        self.loaded = now;
        self.eyes = Eyes::new(now);
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
        let happened = input.clone();
        let (effects, _) = reduce(&mut self.model, input, ctx);
        self.eyes.see(now, &happened, select::route(&self.model));
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

    /// The badges of this page.
    pub(crate) fn badges(&self) -> BTreeMap<ConversationId, Badge> {
        let badge = |conv| {
            let cursor = self.model.standing(conv)?.cursor;
            let held = self.model.conversation(conv)?.last_seq;
            Some((
                conv,
                Badge {
                    read: cursor.read_seq,
                    unread: self.model.unread(conv)?,
                    held,
                    known: held.max(cursor.counted_to),
                },
            ))
        };
        self.model.known().filter_map(badge).collect()
    }

    /// A cursor never goes back, and a badge rises by no more than the new messages of others (I4).
    pub(crate) fn check_badges(
        &self,
        before: &BTreeMap<ConversationId, Badge>,
    ) -> Result<(), String> {
        for (conv, after) in self.badges() {
            let Some(before) = before.get(&conv) else {
                continue;
            };
            if after.read < before.read {
                return Err(format!(
                    "cursor: {conv} went back from {} to {}",
                    before.read, after.read
                ));
            }
            let held = self.model.conversation(conv);
            let entries = held.map_or(&[][..], |body| &body.entries).iter();
            let own = entries
                .filter(|entry| entry.seq > before.held)
                .filter(|entry| !counts(entry, self.profile.id, before.held));
            let own = u64::try_from(own.count()).unwrap_or(u64::MAX);
            let new = (after.known.get() - before.held.get()).saturating_sub(own);
            if u64::from(after.unread) > u64::from(before.unread) + new {
                return Err(format!(
                    "I4: the badge of {conv} rose from {} to {} by {new} new messages",
                    before.unread, after.unread
                ));
            }
        }
        Ok(())
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
