//! Who may see what, and who hears of it: decided here and nowhere else, for live delivery, history, snapshots and quotes alike.
//!
//! Membership has half-open intervals `[join_seq, leave_seq)` of the timeline, and one person may have several. **Invariant:** nothing of an
//! entry reaches a person in whose intervals it does not lie, by any road.
//!
//! - [`receipts`]: who may know how far someone has got.

pub mod receipts;

use common::{
    ids::UserId,
    model::{Entry, Event, Logged, Member},
    seq::Seq,
};

/// The person is in the conversation now. Someone who left keeps nothing: to them the conversation is gone.
pub fn is_in(members: &[Member], user: UserId) -> bool {
    current(members, user).is_some()
}

/// Someone's time in the conversation, if they are in it now.
pub fn current(members: &[Member], user: UserId) -> Option<&Member> {
    members
        .iter()
        .find(|member| member.user == user && member.is_current())
}

/// The person may see the entry at this place.
pub fn may_see(members: &[Member], user: UserId, seq: Seq) -> bool {
    members
        .iter()
        .any(|member| member.user == user && member.sees(seq))
}

/// The first place that the person may see; `None` for someone who was never in it.
pub fn first_visible(members: &[Member], user: UserId) -> Option<Seq> {
    members
        .iter()
        .filter(|member| member.user == user)
        .map(|member| member.join_seq)
        .min()
}

/// Those who hear of an event as it happens: everyone who is in the conversation and may see the entry that it is about.
pub fn hearers(members: &[Member], event: &Event) -> Vec<UserId> {
    members
        .iter()
        .filter(|member| member.is_current())
        .map(|member| member.user)
        .filter(|user| subject(event).is_none_or(|seq| may_see(members, *user, seq)))
        .collect()
}

/// A logged event as this person may see it. What is about an entry that is not theirs keeps its number and loses its content, so that the
/// versions that the person holds stay without gaps.
pub fn as_seen_by(members: &[Member], user: UserId, logged: Logged) -> Logged {
    match subject(&logged.event) {
        Some(seq) if !may_see(members, user, seq) => Logged {
            rev: logged.rev,
            event: Event::Unknown,
        },
        _ => logged,
    }
}

/// Keeps the longest end of a timeline that this person may see.
pub fn visible_end(members: &[Member], user: UserId, mut entries: Vec<Entry>) -> Vec<Entry> {
    let hidden = entries
        .iter()
        .rposition(|entry| !may_see(members, user, entry.seq));
    match hidden {
        Some(at) => entries.split_off(at + 1),
        None => entries,
    }
}

/// The entry that an event is about.
fn subject(event: &Event) -> Option<Seq> {
    match event {
        Event::Posted(entry) => Some(entry.seq),
        Event::Edited { seq, .. } | Event::Deleted { seq } => Some(*seq),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
