//! How far each conversation was told to those connected here.
//!
//! **Invariant:** only versions that the log has reached are noted, and a version that one connection read for itself is noted only where
//! no other one could have missed it. So no connection can hide from another what that one missed.
//!
//! A lost change is found by the next one's number; the *last* change has no next one. So what was told is compared with the log from time
//! to time (`ws::head_comparison`), and this is the list to compare.

use std::{collections::HashMap, sync::Arc};

use common::{
    ids::{ConversationId, UserId},
    seq::Rev,
};

/// The versions told, per conversation.
#[derive(Debug, Default)]
pub struct Heads {
    told: HashMap<ConversationId, Told>,
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
        let told = self.told.entry(conv).or_insert_with(|| Told {
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
        let known = self.told.get(&conv);
        let least = known.filter(|told| {
            let others = told.audience.iter().filter(|other| **other != user);
            others.map(|other| connections(*other)).sum::<usize>() + connections(user) > 1
        });
        let rev = least.map_or(rev, |told| told.rev);
        self.told(conv, rev, &[user]);
    }

    /// Forgets conversations of which nobody is connected, and lists the others.
    pub(super) fn list(
        &mut self,
        connected: impl Fn(UserId) -> bool,
    ) -> Vec<(ConversationId, Rev)> {
        self.told
            .retain(|_, told| told.audience.iter().any(|user| connected(*user)));
        self.told
            .iter()
            .map(|(conv, told)| (*conv, told.rev))
            .collect()
    }

    /// Who is to be told of this conversation.
    pub(super) fn audience(&self, conv: ConversationId) -> Option<Arc<[UserId]>> {
        self.told.get(&conv).map(|told| Arc::clone(&told.audience))
    }
}
