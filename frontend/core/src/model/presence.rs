//! Who is there: what the server said of those on screen, and what it was told.

use std::collections::{BTreeMap, BTreeSet};

use common::{
    ids::UserId,
    model::{Presence, presence::Status},
    protocol::v1::UserPresence,
};

/// Who is there, as far as the server has said on this connection. Of everyone else it is unknown.
#[derive(Clone, Debug, Default)]
pub struct Presences {
    known: BTreeMap<UserId, (Presence, Status)>,
    /// The people of whom the server was asked; none: nothing was asked on this connection.
    watched: Option<BTreeSet<UserId>>,
    /// Whether the server was told that the person is active.
    active: Option<bool>,
    /// The first row of the list that is in view.
    pub first_row: usize,
    /// The list or what is on screen may have changed.
    pub stale: bool,
}

impl Presences {
    /// Whether someone is there.
    pub fn of(&self, user: UserId) -> Presence {
        self.known
            .get(&user)
            .map_or(Presence::Unknown, |(presence, _)| *presence)
    }

    /// The words beside someone's name.
    pub fn status(&self, user: UserId) -> Option<&Status> {
        self.known.get(&user).map(|(_, status)| status)
    }

    /// The server says who is there. What comes late, of people who have left the screen, is not kept: nobody would correct it.
    pub fn hear(&mut self, users: Vec<UserPresence>) {
        for person in users {
            if self.is_watched(person.user) {
                self.known
                    .insert(person.user, (person.presence, person.status));
            }
        }
    }

    fn is_watched(&self, user: UserId) -> bool {
        self.watched
            .as_ref()
            .is_some_and(|watched| watched.contains(&user))
    }

    /// These people are on screen. Returns whether the server is to be asked of them, being asked of others.
    pub fn watch(&mut self, users: &BTreeSet<UserId>) -> bool {
        if self.watched.as_ref().unwrap_or(&BTreeSet::new()) == users {
            return false;
        }
        self.known.retain(|user, _| users.contains(user));
        self.watched = Some(users.clone());
        true
    }

    /// The person is active, or idle. Returns whether the server is to be told.
    pub fn be(&mut self, active: bool) -> bool {
        self.active.replace(active) != Some(active)
    }

    /// The connection is gone: nothing is known of anyone.
    pub fn disconnected(&mut self) {
        self.known.clear();
        self.watched = None;
        self.active = None;
        self.stale = true;
    }
}
