//! What waits to be written to one connection: bounded in frames and bytes, and never blocking whoever puts something in.
//!
//! Three classes of frames are told apart by what may happen to them when there is no room. *Durable* ones are never dropped: no room ends
//! the connection with [`close::LAGGED`], and the client fetches what it missed from the log, which has it. Of *state* only the latest value
//! counts: a frame takes the place of the one with its [`StateKey`] that still waits, so that someone who does not read is owed one frame per
//! key, however often it changes; presence is state by person, in one frame for all. *Ephemeral* ones are not queued once half of the room is
//! taken: they are said again or end by themselves.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use common::{
    ids::{ConversationId, UserId},
    limits,
    model::SignedOutBecause,
    protocol::{
        codec,
        v1::{ServerFrame, UserPresence, close},
    },
};
use futures_util::task::AtomicWaker;

/// The room in an outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLimits {
    /// Durable frames.
    pub frames: usize,
    /// The bytes of all frames together.
    pub bytes: usize,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self {
            frames: limits::OUTBOX_FRAMES,
            bytes: limits::OUTBOX_BYTES,
        }
    }
}

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It does not keep up; what it missed is in the log.
    Lagged,
    /// Its session is over.
    SignedOut(SignedOutBecause),
    /// Its session has another token, with which it may come again.
    Renewed,
    /// The server stops.
    Stopping,
}

impl Ended {
    /// The code to close with; see [`close`].
    pub const fn code(self) -> u16 {
        match self {
            Self::Lagged => close::LAGGED,
            Self::SignedOut(_) => close::SIGNED_OUT,
            Self::Renewed | Self::Stopping => close::GOING_AWAY,
        }
    }

    /// What has been queued is still worth sending.
    pub const fn after_queued(self) -> bool {
        matches!(self, Self::Stopping)
    }
}

/// What a frame of state is about: the later one takes the earlier one's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StateKey {
    /// How far the person has read in a conversation.
    Cursor(ConversationId),
    /// How far someone else has got in one.
    Receipt(ConversationId, UserId),
    /// Who is there.
    Presence,
    /// Where the person stands in a conversation.
    Standing(ConversationId),
    /// The person's own account.
    Account,
    /// What someone is called.
    Profile(UserId),
}

/// The queue of one connection. A plain ring under a lock that is held for a push or a pop only: an idle connection costs it no memory,
/// where a channel would keep a block of slots.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    reader: AtomicWaker,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Queued>,
    /// How many were taken out since it was last empty: the first one's number.
    first: usize,
    /// The number of the frame of this state that waits.
    states: BTreeMap<StateKey, usize>,
    /// What the frame of presence that waits says.
    presence: BTreeMap<UserId, UserPresence>,
    bytes: usize,
    ended: Option<Ended>,
}

#[derive(Debug)]
struct Queued {
    frame: Bytes,
    state: Option<StateKey>,
}

/// Slots that a drained queue keeps; more are given back, so that one burst does not cost its memory for ever.
const KEPT_SLOTS: usize = 8;

impl Outbox {
    /// Queues a frame that must not be lost. If there is no room the connection ends and what is queued is dropped: the client asks the log
    /// for all of it.
    pub(super) fn push_durable(&self, frame: Bytes, limits: OutboxLimits) {
        let mut queue = self.lock();
        if queue.ended.is_some() {
            return;
        }
        queue.push(frame, None);
        if queue.frames.len() - queue.states.len() > limits.frames || queue.bytes > limits.bytes {
            queue.overflow();
        }
        drop(queue);
        self.reader.wake();
    }

    /// Queues a frame of which only the latest counts, in the place of the one that it replaces. It takes no room from durable ones but
    /// bytes; those of all the state there is fit, or the client asks for all of it when it comes back.
    pub(super) fn push_state(&self, key: StateKey, frame: Bytes, limits: OutboxLimits) {
        self.change(limits, |queue| queue.put(key, frame));
    }

    /// Queues where the person stands in a conversation, where these are the people of whom is seen how far they have got. What waits of others is not
    /// for the person any more: it is told in its place. What waits of these may be newer, and stays.
    pub(super) fn push_standing(
        &self,
        conv: ConversationId,
        seen: &[UserId],
        frame: &Bytes,
        limits: OutboxLimits,
    ) {
        self.change(limits, |queue| {
            for person in queue.receipts(conv) {
                if !seen.contains(&person) {
                    queue.put(StateKey::Receipt(conv, person), frame.clone());
                }
            }
            queue.put(StateKey::Standing(conv), frame.clone());
        });
    }

    /// Queues what a connection is to know of some people: added to what waits, so that it is one frame with the latest of each.
    pub(super) fn push_presence(
        &self,
        people: impl IntoIterator<Item = UserPresence>,
        limits: OutboxLimits,
    ) {
        self.change(limits, |queue| {
            let new = people.into_iter().map(|it| (it.user, it));
            queue.presence.extend(new);
            let users = queue.presence.values().cloned().collect();
            let frame = codec::encode_server(&ServerFrame::Presence { users });
            queue.put(StateKey::Presence, Bytes::from(frame));
        });
    }

    /// Changes the state that waits, within the room for bytes.
    fn change(&self, limits: OutboxLimits, change: impl FnOnce(&mut Queue)) {
        let mut queue = self.lock();
        if queue.ended.is_some() {
            return;
        }
        change(&mut queue);
        if queue.bytes > limits.bytes {
            queue.overflow();
        }
        drop(queue);
        self.reader.wake();
    }

    /// Queues a frame that is worth nothing later, unless half of the room is taken.
    pub(super) fn push_ephemeral(&self, frame: Bytes, limits: OutboxLimits) {
        let mut queue = self.lock();
        let is_half_full =
            queue.frames.len() * 2 >= limits.frames || queue.bytes * 2 >= limits.bytes;
        if queue.ended.is_some() || is_half_full {
            return;
        }
        queue.push(frame, None);
        drop(queue);
        self.reader.wake();
    }

    /// Asks the connection to end. The first reason counts.
    pub fn end(&self, ended: Ended) {
        self.lock().ended.get_or_insert(ended);
        self.reader.wake();
    }

    /// The next frame to write, if there is one.
    pub fn pop(&self) -> Option<Bytes> {
        let mut queue = self.lock();
        queue.pop()
    }

    /// Why the connection has to end, once it has to.
    pub fn ended(&self) -> Option<Ended> {
        self.lock().ended
    }

    /// Ready when there is a frame or a reason to end. One task may wait.
    pub fn poll_news(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.reader.register(cx.waker());
        let queue = self.lock();
        if queue.frames.is_empty() && queue.ended.is_none() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }

    /// Nothing panics while it holds the lock; if something ever did, the queue would still be a queue.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, frame: Bytes, state: Option<StateKey>) {
        self.bytes += frame.len();
        self.frames.push_back(Queued { frame, state });
    }

    fn put(&mut self, key: StateKey, frame: Bytes) {
        let waiting = self.states.get(&key).map(|number| number - self.first);
        if let Some(queued) = waiting.and_then(|at| self.frames.get_mut(at)) {
            self.bytes = self.bytes - queued.frame.len() + frame.len();
            queued.frame = frame;
        } else {
            self.states.insert(key, self.first + self.frames.len());
            self.push(frame, Some(key));
        }
    }

    /// The people whose receipts of a conversation wait.
    fn receipts(&self, conv: ConversationId) -> Vec<UserId> {
        let of = |user| StateKey::Receipt(conv, UserId::from_bytes([user; 16]));
        let waiting = self.states.range(of(u8::MIN)..=of(u8::MAX));
        let people = waiting.filter_map(|(key, _)| match key {
            StateKey::Receipt(_, person) => Some(*person),
            _ => None,
        });
        people.collect()
    }

    fn pop(&mut self) -> Option<Bytes> {
        let Queued { frame, state } = self.frames.pop_front()?;
        self.bytes -= frame.len();
        self.first += 1;
        if let Some(key) = state {
            self.states.remove(&key);
            if key == StateKey::Presence {
                self.presence = BTreeMap::new();
            }
        }
        if self.frames.is_empty() {
            self.first = 0;
            self.states = BTreeMap::new();
            if self.frames.capacity() > KEPT_SLOTS {
                self.frames.shrink_to(KEPT_SLOTS);
            }
        }
        Some(frame)
    }

    fn overflow(&mut self) {
        metrics::counter!("confab_outbox_overflows_total").increment(1);
        *self = Self {
            ended: Some(Ended::Lagged),
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests;
