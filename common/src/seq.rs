//! Order inside one conversation: gapless counters that the database allocates in the transaction that writes.
//!
//! There are two of a conversation. [`Seq`] numbers the timeline (what a person scrolls through) and is a message's identity together with the
//! conversation. [`Rev`] numbers every durable change, so a client that holds `rev` n and sees n+2 knows that it missed one.
//! Time stamps are never compared to decide order.

use serde::Serialize;

use crate::json::Read;

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Read)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// Before the first: nothing has happened yet.
            pub const ZERO: Self = Self(0);

            /// The counter with this value.
            pub const fn new(value: u64) -> Self {
                Self(value)
            }

            /// The value. It stays below 2⁵³, so that every JSON reader holds it exactly.
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The one after this one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// The one before this one; [`Self::ZERO`] stays.
            #[must_use]
            pub const fn prev(self) -> Self {
                Self(self.0.saturating_sub(1))
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

counter! {
    /// A place in a conversation's timeline, from 1. Never reused: a deleted entry keeps its place as a tombstone.
    Seq
}
counter! {
    /// A conversation's version: how many durable changes it has seen.
    Rev
}
counter! {
    /// The version of a person's private durable state: the list of conversations.
    UserRev
}
counter! {
    /// The version, for one person, of everything of which only the latest value counts: cursors, receipts, settings, drafts, profiles. Counts
    /// what that person may know; a client that states it in `hello` is told what has a greater one.
    StateVer
}

/// What a numbered change means to a holder of version `local`: the gap rule, the same for live frames and for catching up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Exactly the next one: apply it.
    Next,
    /// Already applied: drop it. Delivery is at least once, so this is no error.
    Old,
    /// Something is missing in between: keep it aside and pull what is missing.
    Gap,
}

impl Rev {
    /// Judges a change numbered `incoming` against what is held.
    pub fn judge(self, incoming: Self) -> Arrival {
        match incoming.0 {
            n if n <= self.0 => Arrival::Old,
            n if n == self.0 + 1 => Arrival::Next,
            _ => Arrival::Gap,
        }
    }
}

impl UserRev {
    /// Judges a change numbered `incoming` against what is held; the same rule as for [`Rev`].
    pub fn judge(self, incoming: Self) -> Arrival {
        Rev(self.0).judge(Rev(incoming.0))
    }
}

/// Names one history of the database: chosen at random when it is created and again after a restore. Numbers from another epoch mean
/// nothing here, so a client that brings one starts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Read)]
#[serde(transparent)]
pub struct Epoch(u32);

impl Epoch {
    /// The epoch with this random value.
    pub const fn new(value: u32) -> Self {
        Self(value)
    }

    /// The random value.
    pub const fn get(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests;
