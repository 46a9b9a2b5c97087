//! Who types and who is there, to outboxes.

use bytes::Bytes;
use common::protocol::{
    codec,
    v1::{ServerFrame, UserPresence},
};

use super::{outbox::OutboxLimits, registry::Registry};
use crate::bus::{PresenceBatch, TypingSet};

/// Puts each set into the outboxes of its viewers, where there is room for what is worth nothing later, and each batch into that of the
/// connection that watches.
pub(super) fn deliver(
    registry: &Registry,
    typing: &[TypingSet],
    presence: &[PresenceBatch],
    limits: OutboxLimits,
) {
    for set in typing {
        let viewers = set.viewers.iter();
        let mut entries = viewers.flat_map(|user| registry.of(*user)).peekable();
        if entries.peek().is_none() {
            continue;
        }
        let frame = codec::encode_server(&ServerFrame::TypingSet {
            conv: set.conv,
            users: set.users.clone(),
            more: set.more,
        });
        let frame = Bytes::from(frame);
        for entry in entries {
            entry.outbox.push_ephemeral(frame.clone(), limits);
        }
    }
    for batch in presence {
        let mut entries = registry.of(batch.viewer).iter();
        let Some(entry) = entries.find(|entry| entry.conn == batch.conn) else {
            continue;
        };
        let people = batch.people.iter();
        let people = people.map(|(user, presence, status)| UserPresence {
            user: *user,
            presence: *presence,
            status: status.clone(),
        });
        entry.outbox.push_presence(people, limits);
    }
}
