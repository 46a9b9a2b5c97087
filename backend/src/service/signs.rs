//! Signs of life: who types and who is there. Neither is ever stored, logged or counted; both die with what gave them.
//!
//! The rules are two state machines, `domain::typing` and `domain::presence`. This is what drives them: connections say something, at once and
//! in their order; a single task reads what the machines ask for, wakes when they have something to tell, and publishes it. What was read is
//! kept in memory only, and whoever changes something of it in the store says so here *before* anybody hears of the change, so that nothing is
//! told by a right that is gone.
//!
//! Next stop: `bus`, then `hub`.

mod here;
mod reading;

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use common::{
    ids::{ConnectionId, ConversationId, DeviceId, UserId},
    limits::TYPING_TTL_MS,
    model::Member,
};
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{sync::Notify, time::sleep};

pub use here::{Here, Sign};

use self::reading::Wanted;
#[cfg(any(test, feature = "planted-faults"))]
use super::plant::Fault;
#[cfg(any(test, feature = "planted-faults"))]
use crate::domain::presence::Summary;
use crate::{
    bus::{Bus, Envelope, Payload, PresenceBatch, TypingSet},
    clock::Clock,
    domain::{
        presence::{Batch, Moment, Presence},
        typing::{self, Typing},
    },
    store::Store,
};

const TTL: Duration = Duration::from_millis(TYPING_TTL_MS);
/// Between two publications: what comes in the same moment leaves in one piece.
const BREATH: Duration = Duration::from_millis(20);
/// What is read of the store at once: typing and presence must not hold up those who read messages.
const READS: usize = 8;
/// Each person's `last_seen` is written at most this often.
const WRITE_EVERY: Duration = Duration::from_mins(1);
/// People in one write, so that nobody's message waits for thousands.
const WRITE_AT_ONCE: usize = 500;
/// When the task looks although nothing is due.
const AT_THE_LATEST: Duration = Duration::from_secs(10);

/// Who types and who is there.
pub struct Signs {
    store: Arc<dyn Store>,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    machines: Mutex<Machines>,
    wake: Notify,
    #[cfg(any(test, feature = "planted-faults"))]
    fault: Option<Fault>,
}

struct Machines {
    typing: Typing,
    presence: Presence,
}

impl Signs {
    pub(super) fn new(store: Arc<dyn Store>, bus: Arc<dyn Bus>, clock: Arc<dyn Clock>) -> Self {
        let machines = Machines {
            typing: Typing::new(TTL),
            presence: Presence::new(clock.monotonic()),
        };
        Self {
            store,
            bus,
            clock,
            machines: Mutex::new(machines),
            wake: Notify::new(),
            #[cfg(any(test, feature = "planted-faults"))]
            fault: None,
        }
    }

    /// The same, with a fault.
    #[cfg(any(test, feature = "planted-faults"))]
    pub(super) fn planted(mut self, fault: Option<Fault>) -> Self {
        self.fault = fault;
        if fault == Some(Fault::TypingDiesEarly) {
            self.lock().typing = Typing::new(TTL / 2);
        }
        self
    }

    /// A connection is there, until what this returns is dropped.
    pub fn enter(self: &Arc<Self>, user: UserId, device: DeviceId, conn: ConnectionId) -> Here {
        let now = self.now();
        self.change(|machines| {
            #[cfg(any(test, feature = "planted-faults"))]
            if self.fault == Some(Fault::PresenceIsCheckedThenAdded)
                && machines.presence.summary(user, 0) != Summary::default()
            {
                return;
            }
            machines.presence.entered(user, device, conn, now);
        });
        Here::new(Arc::clone(self), conn)
    }

    /// A message of this person is in the log. Called before it is published, so that nobody sees its author typing after it (T2).
    pub(super) fn posted(&self, conv: ConversationId, author: UserId, members: &[Member]) {
        let now = self.clock.monotonic();
        let mut machines = self.lock();
        let sets = machines.typing.posted(conv, author, now);
        // In a group nobody becomes closer to anybody by writing.
        if let [one, other] = members {
            machines.presence.pair_talked(one.user, other.user);
        }
        self.publish(sets, Vec::new());
        if machines.presence.asks() {
            self.wake.notify_one();
        }
    }

    /// Who is in a conversation, wants to talk there or shows something there has changed, in the store.
    pub fn conversation_changed(&self, conv: ConversationId) {
        #[cfg(any(test, feature = "planted-faults"))]
        if self.fault == Some(Fault::RightsAreKept) {
            return;
        }
        let now = self.now().mono;
        self.change_at_once(|machines| machines.typing.conversation_changed(conv, now));
    }

    /// What someone shows has changed, in the store.
    pub fn person_changed(&self, user: UserId) {
        let now = self.now().mono;
        self.change_at_once(|machines| {
            machines.presence.person_changed(user);
            machines.typing.person_changed(user, now)
        });
    }

    /// What two people are to each other has changed, in the store.
    pub fn pair_changed(&self, one: UserId, other: UserId) {
        #[cfg(any(test, feature = "planted-faults"))]
        if self.fault == Some(Fault::RightsAreKept) {
            return;
        }
        let now = self.now().mono;
        self.change_at_once(|machines| {
            machines.presence.pair_changed(one, other);
            // Each conversation of the two has both of them.
            machines.typing.person_changed(one, now)
        });
    }

    /// A device was signed out: what it had here is gone, at once.
    pub fn signed_out(&self, user: UserId, device: DeviceId) {
        let now = self.now();
        self.change(|machines| {
            for conn in machines.presence.signed_out(user, device, now) {
                machines.typing.closed(conn, now.mono);
            }
        });
    }

    /// The bus lost something: everyone is told again whom they watch. Who types is told again anyway.
    pub fn tell_again(&self) {
        let now = self.now();
        self.change(|machines| machines.presence.tell_again(now));
    }

    /// Reads what is asked, tells what is due and notes who was there, for ever.
    pub async fn run(self: Arc<Self>) {
        let mut wanted = VecDeque::new();
        let mut reads = FuturesUnordered::new();
        let mut writes_at = self.clock.monotonic() + WRITE_EVERY;
        loop {
            wanted.extend(self.questions());
            let now = self.clock.monotonic();
            if writes_at <= now {
                writes_at = now + WRITE_EVERY;
                self.note_seen().await;
            }
            let left = self.until_due(now).max(BREATH).min(AT_THE_LATEST);
            let mut pause = pin!(async {
                tokio::select! {
                    () = self.wake.notified() => sleep(BREATH).await,
                    () = sleep(left) => {}
                }
            });
            // Reading goes on meanwhile: a thousand people who come at once are not to wait for as many pauses.
            loop {
                while reads.len() < READS
                    && let Some(question) = wanted.pop_front()
                {
                    let this = Arc::clone(&self);
                    reads.push(async move { this.read(question).await });
                }
                tokio::select! {
                    () = &mut pause => break,
                    Some(()) = reads.next(), if !reads.is_empty() => {}
                }
            }
            self.tell();
        }
    }

    /// The same until there is nothing to do, as of now. For whoever has no task, and waits for nothing.
    pub async fn work(&self) {
        loop {
            let questions = self.questions();
            let is_due = self.until_due(self.clock.monotonic()).is_zero();
            if questions.is_empty() && !is_due {
                return;
            }
            for question in questions {
                self.read(question).await;
            }
            self.tell();
        }
    }

    /// Stores since when people were last there.
    pub async fn note_seen(&self) {
        let now = self.now();
        let seen = self.lock().presence.signs_of_life(now);
        for some in seen.chunks(WRITE_AT_ONCE) {
            if let Err(error) = self.store.note_seen(some.to_vec()).await {
                // The next minute tells again whoever is still there.
                tracing::debug!(%error, "could not note who was there");
            }
        }
    }

    fn questions(&self) -> Vec<Wanted> {
        let mut machines = self.lock();
        let typing = machines.typing.questions().into_iter().map(Wanted::Typing);
        let mut all: Vec<_> = typing.collect();
        let presence = machines.presence.questions().into_iter();
        all.extend(presence.map(Wanted::Presence));
        all
    }

    /// How long until there is something to tell.
    fn until_due(&self, now: Duration) -> Duration {
        let machines = self.lock();
        let due = [machines.typing.deadline(), machines.presence.deadline()];
        let next = due.into_iter().flatten().min();
        next.map_or(Duration::MAX, |at| at.saturating_sub(now))
    }

    /// Tells what is due.
    fn tell(&self) {
        let now = self.now();
        let mut machines = self.lock();
        let sets = machines.typing.tick(now.mono);
        let batches = machines.presence.tick(now);
        self.publish(sets, batches);
    }

    /// Published under the machines' lock: what was found later is told later.
    fn publish(&self, sets: Vec<typing::TypingSet>, batches: Vec<Batch>) {
        if sets.is_empty() && batches.is_empty() {
            return;
        }
        let typing = sets.into_iter().map(|set| TypingSet {
            conv: set.conv,
            viewers: set.viewers,
            users: set.users,
            more: set.more,
        });
        let presence = batches.into_iter().map(|batch| PresenceBatch {
            viewer: batch.viewer,
            conn: batch.conn,
            people: batch.people,
        });
        self.bus.publish(Envelope::new(
            Vec::new(),
            Payload::Signs {
                typing: typing.collect(),
                presence: presence.collect(),
            },
        ));
    }

    /// Changes something, and lets the task see what follows.
    fn change(&self, change: impl FnOnce(&mut Machines)) {
        change(&mut self.lock());
        self.wake.notify_one();
    }

    /// Likewise; what this takes from viewers they are told at once.
    fn change_at_once(&self, change: impl FnOnce(&mut Machines) -> Vec<typing::TypingSet>) {
        let mut machines = self.lock();
        let sets = change(&mut machines);
        self.publish(sets, Vec::new());
        drop(machines);
        self.wake.notify_one();
    }

    fn now(&self) -> Moment {
        Moment {
            mono: self.clock.monotonic(),
            wall: self.clock.now(),
        }
    }

    /// Held for a step of the machines and a publication, never across an await.
    fn lock(&self) -> MutexGuard<'_, Machines> {
        self.machines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
