//! That of which only the latest value counts, to outboxes.

use std::time::Duration;

use bytes::Bytes;
use common::{
    ids::{ConversationId, UserId},
    model::Cursor,
    protocol::{codec, v1::ServerFrame},
};

use super::{
    super::{outbox::StateKey, pace::Told},
    Hub, Registry, State,
};
use crate::bus::{Envelope, Payload};

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
    pub(super) fn tell_people(&self, registry: &Registry, envelope: &Envelope) {
        let (key, frame) = match &envelope.payload {
            Payload::Account(account) => {
                (StateKey::Account, ServerFrame::Account((**account).clone()))
            }
            Payload::Profile(profile) => {
                let users = vec![profile.clone()];
                (
                    StateKey::Profile(profile.id),
                    ServerFrame::Profiles { users },
                )
            }
            Payload::Standing { conv, standing } => {
                let (conv, standing) = (*conv, (**standing).clone());
                (
                    StateKey::Standing(conv),
                    ServerFrame::Standing { conv, standing },
                )
            }
            _ => return,
        };
        self.fan_out_state(registry, &envelope.audience, key, || frame);
    }

    /// Puts a frame into the outboxes of these people, in the place of an older one that waits there.
    fn fan_out_state(
        &self,
        registry: &Registry,
        audience: &[UserId],
        key: StateKey,
        frame: impl FnOnce() -> ServerFrame,
    ) {
        let mut entries = audience
            .iter()
            .flat_map(|user| registry.of(*user))
            .peekable();
        if entries.peek().is_none() {
            return;
        }
        let encoded = Bytes::from(codec::encode_server(&frame()));
        for entry in entries {
            entry.outbox.push_state(key, encoded.clone(), self.0.limits);
        }
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
