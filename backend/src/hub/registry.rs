//! Who is connected here: people, and the connections of each. Plain data, without locks, tasks or clocks.

use std::{collections::HashMap, sync::Arc};

use common::ids::{ConnectionId, DeviceId, UserId};

use super::outbox::Outbox;

/// People to connections. Whoever has none is not in it.
#[derive(Debug, Default)]
pub(super) struct Registry {
    people: HashMap<UserId, Vec<Entry>>,
    connections: usize,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) conn: ConnectionId,
    pub(super) device: DeviceId,
    pub(super) outbox: Arc<Outbox>,
}

impl Registry {
    /// Adds a connection, unless the person has `most` already.
    pub(super) fn add(&mut self, user: UserId, entry: Entry, most: usize) -> bool {
        let entries = self.people.entry(user).or_default();
        if entries.len() >= most {
            return false;
        }
        // Most people have one connection; growing by doubling from four would double what each costs.
        entries.reserve_exact(1);
        entries.push(entry);
        self.connections += 1;
        true
    }

    /// Removes a connection; one that is not there stays away.
    pub(super) fn remove(&mut self, user: UserId, conn: ConnectionId) {
        let Some(entries) = self.people.get_mut(&user) else {
            return;
        };
        if let Some(at) = entries.iter().position(|entry| entry.conn == conn) {
            entries.swap_remove(at);
            self.connections -= 1;
        }
        if entries.is_empty() {
            self.people.remove(&user);
            if self.people.capacity() > 1_024 && self.people.len() * 4 < self.people.capacity() {
                self.people.shrink_to(self.people.len() * 2);
            }
        }
    }

    /// The connections of one person.
    pub(super) fn of(&self, user: UserId) -> &[Entry] {
        self.people.get(&user).map_or(&[], Vec::as_slice)
    }

    /// Every connection.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        self.people.values().flatten()
    }

    /// The devices that are connected, and whose they are; a device once per connection.
    pub(super) fn devices(&self) -> impl Iterator<Item = (DeviceId, UserId)> {
        let people = self.people.iter();
        people.flat_map(|(user, entries)| entries.iter().map(|entry| (entry.device, *user)))
    }

    /// How many connections there are.
    pub(super) fn len(&self) -> usize {
        self.connections
    }

    /// What must always hold; each violation in words.
    #[cfg(test)]
    pub(super) fn check_invariants(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (user, entries) in &self.people {
            if entries.is_empty() {
                wrong.push(format!("{user} is listed without a connection"));
            }
            for entry in entries {
                if !seen.insert(entry.conn) {
                    wrong.push(format!("{} is listed twice", entry.conn));
                }
            }
        }
        if seen.len() != self.connections {
            let (counted, said) = (seen.len(), self.connections);
            wrong.push(format!("{counted} connections, but the count says {said}"));
        }
        wrong
    }
}
