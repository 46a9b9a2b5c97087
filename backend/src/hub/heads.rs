//! How far each conversation was told to those connected here.
//!
//! **Invariant:** only versions that the log has reached are noted, and a version that one connection read for itself is noted only where
//! no other one could have missed it. So no connection can hide from another what that one missed.
//!
//! A lost change is found by the next one's number; the *last* change has no next one. So what was told is compared with the log from time
//! to time (`ws::head_comparison`), and this is the list to compare.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use common::{
    ids::{ConversationId, UserId},
    seq::{Rev, StateVer},
};

use super::parted::{Part, Parted};

/// The versions told, per conversation.
#[derive(Debug, Default)]
pub struct Heads {
    told: Parted<ConversationId, Told>,
}

#[derive(Debug)]
struct Told {
    rev: Rev,
    /// Those who may have been told. Being in it gives no right: what they are told now is read in their name.
    audience: Arc<[UserId]>,
}

impl Heads {
    /// Notes that this version was told to these people.
    pub(super) fn told(&mut self, conv: ConversationId, rev: Rev, audience: &[UserId]) {
        let told = self.told.of_mut(conv).entry(conv);
        let told = told.or_insert_with(|| Told {
            rev,
            audience: Arc::default(),
        });
        told.rev = told.rev.max(rev);
        let known = &told.audience;
        if !audience.iter().all(|user| known.contains(user)) {
            let new = audience.iter().filter(|user| !known.contains(user));
            told.audience = known.iter().chain(new).copied().collect();
        }
    }

    /// Notes that one connection of `user` has read itself up to this version. Where others of the conversation are here, what *they* were
    /// told stays noted: at worst it is told again, and they drop it. `connections` counts those of a person, this one included.
    pub(super) fn caught_up(
        &mut self,
        conv: ConversationId,
        rev: Rev,
        user: UserId,
        connections: impl Fn(UserId) -> usize,
    ) {
        let known = self.told.of(conv).get(&conv);
        let least = known.filter(|told| {
            let others = told.audience.iter().filter(|other| **other != user);
            others.map(|other| connections(*other)).sum::<usize>() + connections(user) > 1
        });
        let rev = least.map_or(rev, |told| told.rev);
        self.told(conv, rev, &[user]);
    }

    /// Forgets conversations of this part of which nobody is connected, and lists the others.
    pub(super) fn list(
        &mut self,
        part: Part,
        connected: impl Fn(UserId) -> bool,
    ) -> Vec<(ConversationId, Rev)> {
        let is_heard = |_: &_, told: &Told| told.audience.iter().any(|user| connected(*user));
        self.told.list(part, is_heard, |told| told.rev)
    }

    /// Who is to be told of this conversation.
    pub(super) fn audience(&self, conv: ConversationId) -> Option<Arc<[UserId]>> {
        let told = self.told.of(conv).get(&conv);
        told.map(|told| Arc::clone(&told.audience))
    }
}

/// How far each person's state was told. Every change of it has the next number of everyone who hears of it, and they come in nearly that order.
#[derive(Debug, Default)]
pub(super) struct StateHeads {
    told: Parted<UserId, ToldState>,
}

#[derive(Debug)]
struct ToldState {
    /// All up to here was told.
    ver: StateVer,
    /// So was this, ahead of something that was not.
    ahead: BTreeSet<StateVer>,
}

/// Numbers that are kept ahead of a missing one; what comes after them is told again.
const AHEAD: usize = 256;

impl StateHeads {
    /// Notes that these numbers are told, and leaves out whoever was told as much before: what they know may be newer. Whoever has not caught up
    /// here hears everything.
    pub(super) fn tell<'a>(
        &mut self,
        audience: &'a [UserId],
        numbers: &[(UserId, StateVer)],
    ) -> Cow<'a, [UserId]> {
        let old = numbers.iter().filter(|(user, ver)| {
            let told = self.told.of_mut(*user).get_mut(user);
            told.is_some_and(|told| !told.hear(*ver))
        });
        let old: BTreeSet<UserId> = old.map(|(user, _)| *user).collect();
        if old.is_empty() {
            return Cow::Borrowed(audience);
        }
        let others = audience.iter().filter(|user| !old.contains(user));
        Cow::Owned(others.copied().collect())
    }

    /// Notes that everything up to this number was told by other ways than the bus.
    pub(super) fn told_up_to(&mut self, user: UserId, ver: StateVer) {
        if let Some(told) = self.told.of_mut(user).get_mut(&user) {
            told.reach(ver);
        }
    }

    /// Notes that one connection has read itself up to this number. If it is not the only one, what the others were told stays noted.
    pub(super) fn caught_up(&mut self, user: UserId, ver: StateVer, only: bool) {
        let told = self.told.of_mut(user).entry(user);
        let told = told.or_insert_with(|| ToldState {
            ver,
            ahead: BTreeSet::new(),
        });
        if only {
            told.reach(ver);
        }
    }

    /// Forgets those of this part who are not connected, and lists the others.
    pub(super) fn list(
        &mut self,
        part: Part,
        connected: impl Fn(UserId) -> bool,
    ) -> Vec<(UserId, StateVer)> {
        let is_here = |user: &UserId, _: &_| connected(*user);
        self.told.list(part, is_here, |told| told.ver)
    }
}

impl ToldState {
    /// `false` if it was told before.
    fn hear(&mut self, ver: StateVer) -> bool {
        if ver <= self.ver {
            return false;
        }
        if ver == self.ver.next() {
            self.reach(ver);
            true
        } else {
            self.ahead.len() >= AHEAD || self.ahead.insert(ver)
        }
    }

    fn reach(&mut self, ver: StateVer) {
        self.ver = self.ver.max(ver);
        while let Some(first) = self.ahead.first().copied()
            && first <= self.ver.next()
        {
            self.ahead.pop_first();
            self.ver = self.ver.max(first);
        }
    }
}

#[cfg(test)]
mod tests;
