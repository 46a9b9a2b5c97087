//! When people were last there: kept for as long as they are offline, and stored. Not while they hide: what was never noted can never show.

use common::{ids::UserId, time::Timestamp};

use super::{Moment, Presence};

impl Presence {
    /// Since when people were last there, as far as it is not stored yet. To be asked once a minute, so that nobody is written more often.
    pub fn signs_of_life(&mut self, now: Moment) -> Vec<(UserId, Timestamp)> {
        let there: Vec<_> = self
            .people
            .iter()
            .filter(|(_, person)| !person.conns.is_empty())
            .map(|(user, _)| *user)
            .collect();
        for user in there {
            self.see(user, now.wall);
        }
        std::mem::take(&mut self.unwritten).into_iter().collect()
    }

    /// They are there, and do not hide it.
    pub(super) fn see(&mut self, user: UserId, wall: Timestamp) {
        let Some(person) = self.people.get(&user) else {
            return;
        };
        let open = person.facts.as_ref().is_some_and(|it| !it.hides(wall));
        if open && !person.conns.is_empty() {
            self.see_at(user, wall);
        }
    }

    pub(super) fn see_at(&mut self, user: UserId, at: Timestamp) {
        if let Some(person) = self.people.get_mut(&user) {
            person.last_seen = person.last_seen.max(at);
            self.unwritten.insert(user, person.last_seen);
        }
    }
}
