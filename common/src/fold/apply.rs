//! One durable event, applied.

use crate::{
    ids::UserId,
    model::{Body, Conversation, Entry, Event, Logged, Member},
    seq::{Arrival, Rev, Seq},
};

/// Why an event was not applied. The conversation is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was applied before.
    #[error("already applied")]
    Old,
    /// Events between the held version and this one are missing.
    #[error("events are missing before this one")]
    Gap,
    /// It contradicts the state: a second creation, or an entry that does not follow the last. Only a fault of the sender can cause it; the
    /// holder starts anew from a snapshot.
    #[error("the event contradicts the state")]
    Contradiction,
}

/// The conversation that a first event creates, or `None` if the event is no creation at `rev` 1.
pub fn created(first: &Logged) -> Option<Conversation> {
    match &first.event {
        Event::Created { kind, members } if first.rev == Rev::ZERO.next() => Some(Conversation {
            kind: *kind,
            members: members.clone(),
            rev: first.rev,
            last_seq: Seq::ZERO,
            entries: Vec::new(),
        }),
        _ => None,
    }
}

/// Applies the next event. Laws, each held by a property test: applying in any order with gaps and repeats refused gives the same state
/// as applying in order once (I1); `last_seq` changes only by a posted entry (I4); a place is never reused (I2).
pub fn apply(state: &mut Conversation, logged: &Logged) -> Result<(), Refused> {
    match state.rev.judge(logged.rev) {
        Arrival::Old => return Err(Refused::Old),
        Arrival::Gap => return Err(Refused::Gap),
        Arrival::Next => {}
    }
    match &logged.event {
        Event::Created { .. } => return Err(Refused::Contradiction),
        Event::Posted(entry) if entry.seq != state.last_seq.next() => {
            return Err(Refused::Contradiction);
        }
        Event::Posted(entry) => {
            state.last_seq = entry.seq;
            state.entries.push(entry.clone());
            // Whoever writes wants to talk.
            consent(&mut state.members, entry.message.author);
        }
        Event::Consented { user } => consent(&mut state.members, *user),
        Event::Edited { seq, body, at } => {
            if let Some(entry) = held(state, *seq)
                && entry.message.draft.body != Body::Deleted
            {
                entry.message.draft.body = body.clone();
                entry.message.edited = Some(*at);
            }
        }
        Event::Deleted { seq } => {
            if let Some(entry) = held(state, *seq) {
                entry.message.draft.body = Body::Deleted;
                entry.message.draft.files.clear();
                entry.message.draft.mentions.clear();
            }
        }
        Event::Unknown => {}
    }
    state.rev = logged.rev;
    Ok(())
}

fn consent(members: &mut [Member], user: UserId) {
    let current = members
        .iter_mut()
        .find(|member| member.user == user && member.is_current());
    if let Some(member) = current {
        member.consents = true;
    }
}

/// The entry at this place, to be changed. Entries that are not held are history: they arrive changed.
fn held(state: &mut Conversation, seq: Seq) -> Option<&mut Entry> {
    let at = state
        .entries
        .binary_search_by_key(&seq, |entry| entry.seq)
        .ok()?;
    state.entries.get_mut(at)
}
