//! What is written and not in the log yet.
//!
//! A message is written down before it is sent, and removed only when the log has it or the person deletes it. Within a conversation they go
//! one at a time, in order; over all conversations at most four at once. A refused message, and one that waits for a yes, is passed over:
//! the queue goes on.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    limits::PARALLEL_SENDS,
    protocol::v1::ErrorCode,
    seq::{Rev, Seq},
    time::Timestamp,
};

use crate::{input::Mono, sorted_map::SortedMap};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its key, made when the person pressed send.
    pub cid: IdempotencyKey,
    /// Who wrote it. Only this person's connection may send it.
    pub owner: UserId,
    /// Where to.
    pub conv: ConversationId,
    /// What it says; valid by [`common::validate::MessageText`] unless it has failed.
    pub text: String,
    /// When it was written, by this device's clock.
    pub created: Timestamp,
    /// Its place in the queue.
    pub order: u64,
    /// The person said that it is to be sent although it is old.
    pub confirmed: bool,
    /// How far it has got.
    pub state: State,
}

/// How far a message has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being written down.
    Saving,
    /// It may be sent.
    Ready,
    /// It was sent; the answer is awaited.
    InFlight,
    /// The server had trouble: it may be sent again, under the same key, from this moment on.
    NotBefore(Mono),
    /// It is in the log, at this place; the event that says so has not come yet.
    Sent {
        /// Its place.
        seq: Seq,
        /// The version of the conversation that has it.
        rev: Rev,
        /// When it was committed.
        at: Timestamp,
    },
    /// It was refused.
    Failed {
        /// For programs.
        code: ErrorCode,
        /// For people, in English.
        message: String,
    },
}

impl Item {
    /// The log is known to have it.
    pub fn is_sent(&self) -> bool {
        matches!(self.state, State::Sent { .. })
    }
}

/// Every message that is written and not in the log yet, of everyone who uses this browser.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    items: SortedMap<u64, Item>,
}

impl Outbox {
    /// Puts a message at the end of the queue: its `order` is raised above all others. It keeps a higher one that it brings, since that is
    /// what was written down.
    pub fn push(&mut self, mut item: Item) -> &Item {
        let last = self.items.last_key();
        let end = last.map_or(0, |last| last.saturating_add(1));
        item.order = item.order.max(end);
        self.items.get_or_insert_with(item.order, || item)
    }

    /// Takes in messages that were read back, in their order. At first they come before what was written since; read `again`, what another
    /// tab has written since may belong after what it had written before.
    pub fn restore(&mut self, mut restored: Vec<Item>, again: bool) {
        let since = std::mem::take(&mut self.items).into_iter();
        let mut since: Vec<Item> = since.map(|(_, item)| item).collect();
        for item in &mut since {
            if let Some(at) = restored.iter().position(|read| read.cid == item.cid) {
                // Only what was written down can be compared: the place held here may have been raised.
                item.order = restored.swap_remove(at).order;
            }
        }
        if again {
            restored.append(&mut since);
        }
        restored.sort_unstable_by_key(|item| (item.order, item.created, item.cid));
        for item in restored.into_iter().chain(since) {
            self.push(item);
        }
    }

    /// The message with this key.
    pub fn get(&self, cid: IdempotencyKey) -> Option<&Item> {
        self.items.values().find(|item| item.cid == cid)
    }

    /// The message with this key, to be changed.
    pub fn get_mut(&mut self, cid: IdempotencyKey) -> Option<&mut Item> {
        self.items.values_mut().find(|item| item.cid == cid)
    }

    /// Takes the message with this key out.
    pub fn remove(&mut self, cid: IdempotencyKey) -> Option<Item> {
        let order = self.get(cid)?.order;
        self.items.remove(&order)
    }

    /// What someone wrote in a conversation, in order.
    pub fn of(&self, me: UserId, conv: ConversationId) -> impl DoubleEndedIterator<Item = &Item> {
        self.items
            .values()
            .filter(move |item| item.owner == me && item.conv == conv)
    }

    /// All of someone's messages, in order.
    pub fn owned(&self, me: UserId) -> impl Iterator<Item = &Item> {
        self.items.values().filter(move |item| item.owner == me)
    }

    /// How many of someone's messages are not known to be in the log.
    pub fn unsent(&self, me: UserId) -> usize {
        self.owned(me).filter(|item| !item.is_sent()).count()
    }

    /// The connection is gone: what was in flight is sent again, under the same key.
    pub fn rewind(&mut self) {
        for item in self.items.values_mut() {
            if item.state == State::InFlight {
                item.state = State::Ready;
            }
        }
    }

    /// The log began anew: what it had acknowledged before means nothing.
    pub fn forget_sent(&mut self) {
        self.items.retain(|_, item| !item.is_sent());
    }

    /// Takes out what the log has: by its key among the `posted`, or because the log has reached its place.
    pub fn settle(
        &mut self,
        me: UserId,
        conv: ConversationId,
        posted: &[IdempotencyKey],
        last: Seq,
    ) -> Vec<Item> {
        let settled: Vec<u64> = self
            .of(me, conv)
            .filter(|item| {
                posted.contains(&item.cid)
                    || matches!(item.state, State::Sent { seq, .. } if seq <= last)
            })
            .map(|item| item.order)
            .collect();
        settled
            .iter()
            .filter_map(|order| self.items.remove(order))
            .collect()
    }

    /// The messages whose wait is over are as ready as any other.
    pub fn ripen(&mut self, now: Mono) {
        for item in self.items.values_mut() {
            if matches!(item.state, State::NotBefore(at) if at <= now) {
                item.state = State::Ready;
            }
        }
    }

    /// The messages to send now. `passed_over` says which wait for the person; they do not hold up the rest.
    pub fn next(
        &self,
        me: UserId,
        now: Mono,
        passed_over: impl Fn(&Item) -> bool,
    ) -> Vec<IdempotencyKey> {
        // What another tab left behind may stand before what is in flight.
        let in_flight = self.owned(me).filter(|item| item.state == State::InFlight);
        let mut decided: Vec<ConversationId> = in_flight.map(|item| item.conv).collect();
        let flying = decided.len();
        let mut next = Vec::new();
        for item in self.owned(me) {
            let waits = match &item.state {
                State::Failed { .. } | State::Sent { .. } => continue,
                State::Ready if passed_over(item) => continue,
                State::Ready => false,
                State::NotBefore(at) => now < *at,
                State::Saving | State::InFlight => true,
            };
            // The first of a conversation decides for the rest of it.
            if decided.contains(&item.conv) {
                continue;
            }
            decided.push(item.conv);
            if !waits && flying + next.len() < PARALLEL_SENDS {
                next.push(item.cid);
            }
        }
        next
    }

    /// When the next message that waits for the server may be sent again.
    pub fn next_retry(&self, me: UserId) -> Option<Mono> {
        self.owned(me)
            .filter_map(|item| match item.state {
                State::NotBefore(at) => Some(at),
                _ => None,
            })
            .min()
    }
}

#[cfg(test)]
mod tests;
