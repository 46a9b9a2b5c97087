//! Receipts on their way to others: the first of a conversation at once, those that follow together, once per
//! [`RECEIPTS_EVERY_MS`](common::limits::RECEIPTS_EVERY_MS). Plain data; the time is an argument.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use common::{
    ids::{ConversationId, UserId},
    limits::RECEIPTS_EVERY_MS,
    model::Receipt,
};

const EVERY: Duration = Duration::from_millis(RECEIPTS_EVERY_MS);

/// Conversations that are remembered before those that have been quiet are looked for.
const LEAST_SWEPT: usize = 1_024;

/// How far someone has got, and who is to be told.
pub(super) type Told = (Receipt, Vec<UserId>);

/// What is held back, and until when.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Of each conversation that was told of something lately: when it may be told of something again.
    next: HashMap<ConversationId, Duration>,
    /// What waits, the latest of each person.
    waiting: HashMap<ConversationId, BTreeMap<UserId, Told>>,
    /// When what waits is due.
    due: BTreeSet<(Duration, ConversationId)>,
}

impl Pace {
    /// Gives a receipt back if it may be told now; otherwise keeps it until then, in the place of an older one.
    pub(super) fn offer(
        &mut self,
        conv: ConversationId,
        told: Told,
        now: Duration,
    ) -> Option<Told> {
        let next = self.next.get(&conv).copied().unwrap_or_default();
        let waiting = self.waiting.get_mut(&conv);
        if waiting.is_none() && next <= now {
            self.sweep(now);
            self.next.insert(conv, now + EVERY);
            return Some(told);
        }
        let (receipt, audience) = told;
        if let Some(people) = waiting {
            let latest = people
                .get(&receipt.user)
                .map_or(receipt, |(older, _)| older.joined(receipt));
            people.insert(receipt.user, (latest, audience));
        } else {
            let people = BTreeMap::from([(receipt.user, (receipt, audience))]);
            self.waiting.insert(conv, people);
            self.due.insert((next, conv));
        }
        None
    }

    /// In this conversation these viewers see only how far these people have got: what waits there of others is not for them any more.
    pub(super) fn withdraw(&mut self, conv: ConversationId, viewers: &[UserId], seen: &[UserId]) {
        if let Some(people) = self.waiting.get_mut(&conv) {
            for (person, (_, audience)) in people {
                if !seen.contains(person) {
                    audience.retain(|user| !viewers.contains(user));
                }
            }
        }
    }

    /// What is to be told now.
    pub(super) fn due(&mut self, now: Duration) -> Vec<(ConversationId, Told)> {
        let mut told = Vec::new();
        while let Some((at, conv)) = self.due.first().copied()
            && at <= now
        {
            self.due.pop_first();
            self.next.insert(conv, now + EVERY);
            let people = self.waiting.remove(&conv).unwrap_or_default();
            told.extend(people.into_values().map(|one| (conv, one)));
        }
        told
    }

    /// When something is due next.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Forgets who has been quiet, whenever twice as many are remembered as were left the last time.
    fn sweep(&mut self, now: Duration) {
        if self.next.len() >= LEAST_SWEPT.max(self.next.capacity() / 2) {
            self.next.retain(|_, next| *next > now);
            self.next.shrink_to(LEAST_SWEPT);
        }
    }
}

#[cfg(test)]
mod tests;
