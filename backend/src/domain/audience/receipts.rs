//! Who may know how far someone has got in a conversation: one answer for what is told live, for a standing and for "why".

use common::{
    ids::UserId,
    limits::RECEIPTS_MEMBERS,
    model::{ConversationKind, Member, conversation::is_accepted},
};

use super::is_in;

/// A conversation, as far as it decides about receipts.
#[derive(Clone, Debug)]
pub struct Room {
    /// What kind it is.
    pub kind: ConversationKind,
    /// Everyone who is or was in it.
    pub members: Vec<Member>,
    /// What those who are in it decided.
    pub manners: Vec<Manner>,
    /// Who has blocked whom, as far as one of the two is the person or the viewer in question.
    pub blocks: Vec<(UserId, UserId)>,
}

/// What someone decided about their receipts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Who.
    pub user: UserId,
    /// They let them be made out; see [`common::fold::receipts::gives_receipts`].
    pub gives: bool,
    /// They chose to look as if they were not there.
    pub invisible: bool,
}

/// What a viewer may know of how far someone has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knowledge {
    /// Nothing.
    Nothing,
    /// What was made known before, and no more.
    Frozen,
    /// That, and what is reached from now on.
    Live,
}

impl Room {
    /// What `viewer` may know of how far `person` has got.
    pub fn knowledge(&self, viewer: UserId, person: UserId) -> Knowledge {
        let both_in = is_in(&self.members, viewer) && is_in(&self.members, person);
        let viewer_gives = self.manner(viewer).is_some_and(|manner| manner.gives);
        if viewer == person
            || !both_in
            || !self.is_open()
            // Of what a person shows the others of a group, one of two who are cut off sees nothing.
            || (!self.is_direct() && self.is_blocked_between(viewer, person))
            // Only who gives sees.
            || !viewer_gives
        {
            Knowledge::Nothing
        } else if self.shows(person) {
            Knowledge::Live
        } else {
            Knowledge::Frozen
        }
    }

    /// Whether others may learn of what `person` reaches now.
    pub fn shows(&self, person: UserId) -> bool {
        let manner = self.manner(person);
        // With two people a block leaves nobody to show anything to. What was shown stays: if it vanished, it would tell of the block.
        let cut_off = self.is_direct() && !self.blocks.is_empty();
        self.is_open() && !cut_off && manner.is_some_and(|manner| manner.gives && !manner.invisible)
    }

    /// Those who are told at once of what `person` reaches now.
    pub fn hearers(&self, person: UserId) -> Vec<UserId> {
        let people = self.manners.iter().map(|manner| manner.user);
        people
            .filter(|viewer| self.knowledge(*viewer, person) == Knowledge::Live)
            .collect()
    }

    /// Both want to talk, and there are not too many.
    fn is_open(&self) -> bool {
        is_accepted(self.kind, &self.members) && self.manners.len() <= RECEIPTS_MEMBERS
    }

    fn is_direct(&self) -> bool {
        self.kind == ConversationKind::Direct
    }

    fn is_blocked_between(&self, one: UserId, other: UserId) -> bool {
        self.blocks.contains(&(one, other)) || self.blocks.contains(&(other, one))
    }

    fn manner(&self, user: UserId) -> Option<&Manner> {
        self.manners.iter().find(|manner| manner.user == user)
    }
}

#[cfg(test)]
mod tests;
