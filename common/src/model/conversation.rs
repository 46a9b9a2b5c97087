//! What a conversation's events add up to.

use serde::Serialize;

use super::message::Entry;
use crate::{
    ids::UserId,
    json::Read,
    seq::{Rev, Seq},
};

/// What kind of conversation; chosen at its creation, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConversationKind {
    /// Exactly two people, found by the pair. It never takes a third member.
    Direct,
    /// Invited people.
    Group,
    /// Listed; people join.
    Room,
    /// One person's notes.
    #[serde(rename = "self")]
    Notes,
    /// A kind that a newer version made.
    #[serde(other)]
    Unknown,
}

/// Someone's time in a conversation: the half-open interval `[join_seq, leave_seq)` of the timeline that is theirs to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// The first entry they may see.
    pub join_seq: Seq,
    /// The first entry they may no longer see; absent while they are in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_seq: Option<Seq>,
    /// In a direct conversation: they want to talk with the other. Writing says so, and so does accepting a request. Until both do,
    /// nothing but the first message passes between them.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub consents: bool,
}

impl Member {
    /// In the conversation now.
    pub const fn is_current(&self) -> bool {
        self.leave_seq.is_none()
    }

    /// May see the entry at this place.
    pub fn sees(&self, seq: Seq) -> bool {
        self.join_seq <= seq && self.leave_seq.is_none_or(|left| seq < left)
    }
}

/// Whether nothing stands between the people of a conversation: it is not a direct one, or both of its people want to talk.
pub fn is_accepted(kind: ConversationKind, members: &[Member]) -> bool {
    kind != ConversationKind::Direct || members.iter().all(|member| member.consents)
}

/// A conversation's state: complete in members and versions, with a *suffix* of the timeline. `entries` is contiguous and ends at
/// `last_seq`; what came before its first entry is history, fetched by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Conversation {
    /// What kind.
    pub kind: ConversationKind,
    /// Everyone who is or was in it, in order of joining.
    pub members: Vec<Member>,
    /// The version: the number of the last change that was applied.
    pub rev: Rev,
    /// The place of the last entry; zero when there is none.
    pub last_seq: Seq,
    /// The end of the timeline.
    pub entries: Vec<Entry>,
}

impl Conversation {
    /// The member entry of someone who is in it now.
    pub fn member(&self, user: UserId) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.user == user && member.is_current())
    }

    /// Nothing stands between the people in it: it is not a direct one, or both of its people want to talk.
    pub fn is_accepted(&self) -> bool {
        is_accepted(self.kind, &self.members)
    }

    /// The place of the first entry held; the one after `last_seq` when none is held.
    pub fn first_held(&self) -> Seq {
        self.entries
            .first()
            .map_or(self.last_seq.next(), |entry| entry.seq)
    }

    /// The entry at this place, if it is held.
    pub fn entry(&self, seq: Seq) -> Option<&Entry> {
        let at = self
            .entries
            .binary_search_by_key(&seq, |entry| entry.seq)
            .ok()?;
        self.entries.get(at)
    }
}

/// One line for the list of conversations, so that the list is right before any body was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Preview {
    /// The last entry, with its text cut to what a list shows.
    pub entry: Entry,
}

impl Preview {
    /// Characters of text in a preview: two lines of a list.
    pub const CHARS: usize = 160;

    /// The preview of an entry.
    pub fn of(entry: &Entry) -> Self {
        let mut entry = entry.clone();
        if let super::message::Body::Text { text } = &mut entry.message.draft.body
            && let Some((cut, _)) = text.char_indices().nth(Self::CHARS)
        {
            text.truncate(cut);
        }
        Self { entry }
    }
}
