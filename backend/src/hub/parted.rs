//! What is looked through a part at a time, so that nobody waits for the whole.

use std::{collections::HashMap, hash::Hash, slice};

use common::ids::{ConversationId, UserId};

/// Which conversations or people are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    All,
    /// Those of the part with this number, below [`Part::COUNT`].
    Nth(u8),
}

impl Part {
    /// How many parts there are.
    pub const COUNT: u8 = 10;
}

/// What belongs to a part.
pub(super) trait Key: Copy + Eq + Hash {
    /// Sixteen bytes, of which the last is random.
    fn bytes(&self) -> &[u8; 16];
}

impl Key for ConversationId {
    fn bytes(&self) -> &[u8; 16] {
        self.as_bytes()
    }
}

impl Key for UserId {
    fn bytes(&self) -> &[u8; 16] {
        self.as_bytes()
    }
}

/// A map in parts.
#[derive(Debug)]
pub(super) struct Parted<K, V>(Vec<HashMap<K, V>>);

impl<K, V> Default for Parted<K, V> {
    fn default() -> Self {
        Self((0..Part::COUNT).map(|_| HashMap::new()).collect())
    }
}

impl<K: Key, V> Parted<K, V> {
    /// The part that holds this key, if any does.
    pub(super) fn of(&self, key: K) -> &HashMap<K, V> {
        &self.0[place(key.bytes()[15])]
    }

    /// Likewise.
    pub(super) fn of_mut(&mut self, key: K) -> &mut HashMap<K, V> {
        &mut self.0[place(key.bytes()[15])]
    }

    /// Forgets what of this part is not to be kept, and lists the rest.
    pub(super) fn list<T>(
        &mut self,
        part: Part,
        keep: impl Fn(&K, &V) -> bool,
        told: impl Fn(&V) -> T,
    ) -> Vec<(K, T)> {
        let parts = match part {
            Part::All => &mut self.0[..],
            Part::Nth(nth) => slice::from_mut(&mut self.0[place(nth)]),
        };
        let mut listed = Vec::new();
        for part in parts {
            part.retain(|key, value| keep(key, value));
            listed.extend(part.iter().map(|(key, value)| (*key, told(value))));
        }
        listed
    }
}

fn place(byte: u8) -> usize {
    usize::from(byte % Part::COUNT)
}

#[cfg(test)]
mod tests;
