//! That of which only the latest value counts, to outboxes.

use std::time::Duration;

use common::{
    ids::{ConversationId, UserId},
    model::{Cursor, Standing},
    protocol::v1::ServerFrame,
    seq::StateVer,
};

use super::{
    super::{outbox::StateKey, pace::Told},
    Hub, Part, Registry, State, fan_out_by,
};
use crate::bus::Payload;

impl Hub {
    /// Passes on what was held back until `now`, and says when there is more of it.
    pub fn deliver_due(&self, now: Duration) -> Option<Duration> {
        let mut guard = self.lock();
        let State { registry, pace, .. } = &mut *guard;
        for (conv, told) in pace.due(now) {
            self.tell_receipt(registry, conv, told);
        }
        pace.deadline()
    }

    /// Tells a person's own devices how far the person has read: at once.
    pub(super) fn tell_cursor(
        &self,
        registry: &Registry,
        audience: &[UserId],
        conv: ConversationId,
        cursor: Cursor,
    ) {
        let frame = || ServerFrame::Cursor { conv, cursor };
        self.fan_out_state(registry, audience, StateKey::Cursor(conv), frame);
    }

    /// Tells others how far someone has got, or holds it back until they may be told. What nobody here hears is held back for nobody.
    pub(super) fn offer_receipt(
        &self,
        state: &mut State,
        conv: ConversationId,
        told: Told,
        now: Duration,
    ) {
        let (_, audience) = &told;
        let is_here = |user: &UserId| !state.registry.of(*user).is_empty();
        if audience.iter().any(is_here)
            && let Some(told) = state.pace.offer(conv, told, now)
        {
            self.tell_receipt(&state.registry, conv, told);
        }
    }

    /// Tells people of their own accounts and standings, and of the names of others.
    pub(super) fn tell_people(&self, state: &mut State, audience: &[UserId], payload: &Payload) {
        let registry = &state.registry;
        match payload {
            Payload::Account(account) => {
                let frame = || ServerFrame::Account((**account).clone());
                self.fan_out_state(registry, audience, StateKey::Account, frame);
            }
            Payload::Profile(profile) => {
                let users = vec![profile.clone()];
                let key = StateKey::Profile(profile.id);
                let frame = || ServerFrame::Profiles { users };
                self.fan_out_state(registry, audience, key, frame);
            }
            Payload::Standings(standings) => {
                for (conv, standing) in standings {
                    self.tell_standing(state, audience, *conv, standing);
                }
            }
            _ => {}
        }
    }

    /// Tells people where they stand in a conversation. It knows of whom they may see how far they have got there, but not how far that is by now:
    /// it was read before it is told, and places never go back.
    fn tell_standing(
        &self,
        state: &mut State,
        viewers: &[UserId],
        conv: ConversationId,
        standing: &Standing,
    ) {
        let State { registry, pace, .. } = state;
        let seen: Vec<_> = standing.receipts.iter().map(|it| it.user).collect();
        pace.withdraw(conv, viewers, &seen);
        let frame = || ServerFrame::Standing {
            conv,
            standing: standing.clone(),
        };
        fan_out_by(registry, viewers, frame, |outbox, frame| {
            outbox.push_standing(conv, &seen, &frame, self.0.limits);
        });
    }

    /// Tells one person state that they missed.
    pub fn tell_state(&self, user: UserId, frame: ServerFrame) {
        let mut guard = self.lock();
        if let ServerFrame::Standing { conv, standing } = frame {
            self.tell_standing(&mut guard, &[user], conv, &standing);
            return;
        }
        let tell = |key, frame| self.fan_out_state(&guard.registry, &[user], key, || frame);
        match frame {
            ServerFrame::Account(_) => tell(StateKey::Account, frame),
            ServerFrame::Profiles { users } => {
                for profile in users {
                    let key = StateKey::Profile(profile.id);
                    let users = vec![profile];
                    tell(key, ServerFrame::Profiles { users });
                }
            }
            _ => {}
        }
    }

    /// Notes how far one connection of a person read that person's state for itself; what the others were told stays noted.
    pub fn caught_up_state(&self, user: UserId, ver: StateVer) {
        let mut guard = self.lock();
        let only = guard.registry.of(user).len() <= 1;
        guard.numbers.caught_up(user, ver, only);
    }

    /// Notes how far every connection of a person was told of that person's state by other ways than the bus.
    pub fn told_state(&self, user: UserId, ver: StateVer) {
        self.lock().numbers.told_up_to(user, ver);
    }

    /// How far each person of this part who is connected was told of their state.
    pub fn state_heads(&self, part: Part) -> Vec<(UserId, StateVer)> {
        let mut guard = self.lock();
        let State {
            registry, numbers, ..
        } = &mut *guard;
        numbers.list(part, |user| !registry.of(user).is_empty())
    }

    /// Puts a frame into the outboxes of these people, in the place of an older one that waits there.
    fn fan_out_state(
        &self,
        registry: &Registry,
        audience: &[UserId],
        key: StateKey,
        frame: impl FnOnce() -> ServerFrame,
    ) {
        fan_out_by(registry, audience, frame, |outbox, frame| {
            outbox.push_state(key, frame, self.0.limits);
        });
    }

    fn tell_receipt(&self, registry: &Registry, conv: ConversationId, told: Told) {
        let (receipt, audience) = told;
        let frame = || ServerFrame::Receipts {
            conv,
            receipts: vec![receipt],
        };
        let key = StateKey::Receipt(conv, receipt.user);
        self.fan_out_state(registry, &audience, key, frame);
    }
}
