//! Who is there: what the server said of those on screen, and what it was told.

use common::{
    ids::UserId,
    model::{Presence, presence::Status},
    protocol::v1::UserPresence,
};

/// Who is there, as far as the server has said on this connection. Of everyone else it is unknown.
#[derive(Clone, Debug, Default)]
pub struct Presences {
    /// The people of whom the server was asked on this connection, in order.
    watched: Vec<UserPresence>,
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
        self.get(user)
            .map_or(Presence::Unknown, |person| person.presence)
    }

    /// The words beside someone's name.
    pub fn status(&self, user: UserId) -> Option<&Status> {
        self.get(user).map(|person| &person.status)
    }

    fn get(&self, user: UserId) -> Option<&UserPresence> {
        self.watched.get(self.find(user)?)
    }

    fn find(&self, user: UserId) -> Option<usize> {
        self.watched
            .binary_search_by_key(&user, |person| person.user)
            .ok()
    }

    /// The server says who is there. What comes late, of people who have left the screen, is not kept: nobody would correct it.
    pub fn hear(&mut self, users: Vec<UserPresence>) {
        for person in users {
            if let Some(known) = self
                .find(person.user)
                .and_then(|at| self.watched.get_mut(at))
            {
                *known = person;
            }
        }
    }

    /// These people are on screen, in order. Returns whether the server is to be asked of them, having been asked of others.
    pub fn watch(&mut self, users: &[UserId]) -> bool {
        if self.watched.iter().map(|person| &person.user).eq(users) {
            return false;
        }
        let watched = users.iter().map(|user| {
            let known = self.get(*user).cloned();
            known.unwrap_or_else(|| UserPresence {
                user: *user,
                presence: Presence::Unknown,
                status: Status::default(),
            })
        });
        self.watched = watched.collect();
        true
    }

    /// The person is active, or idle. Returns whether the server is to be told.
    pub fn be(&mut self, active: bool) -> bool {
        self.active.replace(active) != Some(active)
    }

    /// The connection is gone: nothing is known of anyone.
    pub fn disconnected(&mut self) {
        self.watched.clear();
        self.active = None;
        self.stale = true;
    }
}
