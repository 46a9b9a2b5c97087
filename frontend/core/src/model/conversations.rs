//! What is held of the conversations.
//!
//! A conversation is held as a *body* (its state, with the end of its timeline), or in *outline* (the line for the list), or both when the
//! outline is newer. Changes are taken in by the gap rule; what is missing is *wanted*, and pulled as soon as the connection is live.

mod held;
mod place;

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, UserId},
    limits::{GAP_BUFFER_EVENTS, HELLO_HEADS},
    model::{LoggedForUser, UserEvent},
    protocol::v1::ConversationHead,
    seq::{Arrival, Epoch, StateVer, UserRev},
};

use crate::{input::Mono, sorted_map::SortedMap};

pub use held::{Held, Outline, Paging, Want};
pub use place::{Place, Times};

/// What is held of the conversations.
#[derive(Clone, Debug, Default)]
pub struct Conversations {
    /// The history that all numbers belong to; none before the first `welcome`.
    pub epoch: Option<Epoch>,
    /// How far the person's private state was applied.
    pub urev: UserRev,
    /// The version that the catch-up under way ends at. It counts only once the whole of it has arrived: a connection that breaks off in the
    /// middle must not pass for complete.
    pub urev_promised: UserRev,
    /// How far everything was applied of which only the latest value counts; none before the first catch-up.
    pub state: Option<StateVer>,
    /// The version of it that the catch-up under way ends at, likewise.
    state_promised: StateVer,
    /// Changes of the private state that came ahead of a gap.
    ahead: SortedMap<UserRev, UserEvent>,
    /// Changes of the private state are missing, and are to be pulled from this moment on.
    pub user_want: Option<Mono>,
    /// The conversations.
    pub held: BTreeMap<ConversationId, Held>,
    /// Conversations that were asked for and are not there, or not the person's.
    pub missing: Vec<ConversationId>,
    /// The list is complete.
    pub complete: bool,
}

impl Conversations {
    /// What is held of one.
    pub fn get(&self, conv: ConversationId) -> Option<&Held> {
        self.held.get(&conv)
    }

    /// What is held of one, to be changed; it begins as nothing.
    pub fn entry(&mut self, conv: ConversationId) -> &mut Held {
        self.missing.retain(|missing| *missing != conv);
        self.held.entry(conv).or_default()
    }

    /// How far each body was applied, for `hello`; the one on screen first, so that it is among them.
    pub fn heads(&self, viewing: Option<ConversationId>) -> Vec<ConversationHead> {
        let on_screen = viewing.and_then(|conv| self.held.get_key_value(&conv));
        let others = self.held.iter().filter(|(conv, _)| Some(**conv) != viewing);
        on_screen
            .into_iter()
            .chain(others)
            .filter_map(|(conv, held)| {
                let rev = held.stated_rev()?;
                Some(ConversationHead { conv: *conv, rev })
            })
            .take(HELLO_HEADS)
            .collect()
    }

    /// Changes of the private state came. Returns the conversations that joined and those that left, in order.
    pub fn hear_user(&mut self, events: Vec<LoggedForUser>) -> Vec<UserEvent> {
        for logged in events {
            self.ahead.insert(logged.urev, logged.event);
        }
        let mut applied = Vec::new();
        while let Some((urev, event)) = self.ahead.pop_first() {
            match self.urev.judge(urev) {
                Arrival::Gap => {
                    self.ahead.insert(urev, event);
                    break;
                }
                Arrival::Old => {}
                Arrival::Next => {
                    self.urev = urev;
                    applied.push(event);
                }
            }
        }
        while self.ahead.len() > GAP_BUFFER_EVENTS {
            self.ahead.pop_last();
        }
        self.user_want = (!self.ahead.is_empty()).then(Mono::default);
        applied
    }

    /// The catch-up is complete: so is the private state, up to what was promised.
    pub fn caught_up(&mut self) -> Vec<UserEvent> {
        self.complete = true;
        self.urev = self.urev.max(self.urev_promised);
        self.state = Some(self.state_promised);
        self.hear_user(Vec::new())
    }

    /// A connection was greeted. Another epoch voids everything.
    pub fn greeted(&mut self, epoch: Epoch, urev: UserRev, state: StateVer) -> bool {
        let void = self.epoch.is_some_and(|held| held != epoch);
        if void {
            *self = Self::default();
        }
        self.epoch = Some(epoch);
        self.urev_promised = urev;
        self.state_promised = state;
        // A person's state that is ahead of the server's is of a history that no longer exists.
        if self.urev > urev {
            self.urev = urev;
        }
        void
    }

    /// The connection is gone: what was asked is wanted again.
    pub fn disconnected(&mut self) {
        for held in self.held.values_mut() {
            held.disconnected();
        }
    }

    /// Forgets a conversation.
    pub fn gone(&mut self, conv: ConversationId) -> bool {
        if !self.missing.contains(&conv) {
            self.missing.push(conv);
        }
        self.held.remove(&conv).is_some()
    }

    /// The other person of a direct conversation.
    pub fn partner(&self, me: UserId, conv: ConversationId) -> Option<UserId> {
        let mut members = self.held.get(&conv)?.members().iter();
        members
            .find(|member| member.user != me)
            .map(|member| member.user)
    }
}

#[cfg(test)]
mod tests;
