//! What was pressed and is not answered: in order per conversation, sent again in that order after a break.

use std::collections::{BTreeMap, VecDeque};

use common::ids::{ConversationId, IdempotencyKey};

use crate::checker::history::Press;

/// A message that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which press it is.
    pub press: Press,
    /// Its key.
    pub cid: IdempotencyKey,
    /// Where it goes.
    pub conv: ConversationId,
    /// What it says.
    pub text: String,
    /// It was sent at least once.
    pub tried: bool,
    in_flight: bool,
}

/// All messages that wait.
#[derive(Debug, Default)]
pub struct Outbox {
    queues: BTreeMap<ConversationId, VecDeque<Pending>>,
    acknowledged: u64,
}

impl Outbox {
    /// Adds a message.
    pub fn press(&mut self, conv: ConversationId, press: Press, cid: IdempotencyKey, text: String) {
        self.queues.entry(conv).or_default().push_back(Pending {
            press,
            cid,
            conv,
            text,
            tried: false,
            in_flight: false,
        });
    }

    /// How many messages of a conversation wait.
    pub fn waiting(&self, conv: ConversationId) -> usize {
        self.queues.get(&conv).map_or(0, VecDeque::len)
    }

    /// Nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queues.values().all(VecDeque::is_empty)
    }

    /// How many messages were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// What is to be sent now, with at most `window` messages per conversation in flight. `new_key` is asked for a message that was tried
    /// before: a right client keeps its key (`None`).
    pub fn due(
        &mut self,
        window: usize,
        mut new_key: impl FnMut() -> Option<IdempotencyKey>,
    ) -> Vec<Pending> {
        let mut due = Vec::new();
        for pending in self
            .queues
            .values_mut()
            .flat_map(|queue| queue.iter_mut().take(window))
            .filter(|pending| !pending.in_flight)
        {
            if pending.tried
                && let Some(cid) = new_key()
            {
                pending.cid = cid;
            }
            pending.in_flight = true;
            pending.tried = true;
            due.push(pending.clone());
        }
        due
    }

    /// The message is stored. A repeated answer changes nothing.
    pub fn acked(&mut self, cid: IdempotencyKey) {
        self.acknowledged += u64::from(self.remove(cid));
    }

    /// The message will never be stored.
    pub fn refused_for_good(&mut self, cid: IdempotencyKey) {
        self.remove(cid);
    }

    /// The message is to be tried again; with it everything of its conversation, so that the order holds.
    pub fn refused_for_now(&mut self, cid: IdempotencyKey) {
        let queue = self
            .queues
            .values_mut()
            .find(|queue| queue.iter().any(|pending| pending.cid == cid));
        for pending in queue.into_iter().flatten() {
            pending.in_flight = false;
        }
    }

    /// The connection ended: whatever was in flight may or may not have arrived.
    pub fn disconnected(&mut self) {
        for pending in self.queues.values_mut().flatten() {
            pending.in_flight = false;
        }
    }

    fn remove(&mut self, cid: IdempotencyKey) -> bool {
        for queue in self.queues.values_mut() {
            if let Some(at) = queue.iter().position(|pending| pending.cid == cid) {
                queue.remove(at);
                return true;
            }
        }
        false
    }
}
