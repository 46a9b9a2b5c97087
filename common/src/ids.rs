//! Identifiers: 128-bit newtypes that cannot be confused with one another.
//!
//! An id says *which*, never *when* or *in what order*: order is [`crate::seq`]. They are UUIDv7 only so that database indexes grow at
//! one end. On the wire an id is a string, because JavaScript clients cannot hold 128 bits in a number.

use core::{fmt, str::FromStr};

use serde::Serialize;
use uuid::{Builder, Uuid};

use crate::{
    json::{Misfit, Read, Tree},
    time::Timestamp,
};

/// The text is not a UUID in hyphenated or simple form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is a UUID such as 01936f7e-5d3c-7a10-8c1f-2b7e4d9a6c55")]
pub struct InvalidId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Read)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Builds a UUIDv7 (RFC 9562) from a time and ten random bytes. The caller brings both, so that tests are repeatable.
            pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(at.as_millis(), &random).into_uuid())
            }

            /// The sixteen bytes, as the database stores them.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id with these sixteen bytes; every value is an id.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

impl Read for Uuid {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        Self::try_parse(tree.text()?).map_err(|_| Misfit)
    }
}

id! {
    /// A person, or a program that acts as one.
    UserId
}
id! {
    /// A conversation. A direct one is found by its pair of people; it has one id for ever.
    ConversationId
}
id! {
    /// A signed-in device: one sign-in makes one. It outlives connections.
    DeviceId
}
id! {
    /// One WebSocket, from its handshake to its close.
    ConnectionId
}
id! {
    /// A server process, from start to stop.
    NodeId
}
id! {
    /// An uploaded file.
    FileId
}
id! {
    /// A person's picture; another one gets another id, so that a picture may be kept for ever by whoever has fetched it.
    PictureId
}
id! {
    /// The key that makes a send idempotent (`cid` on the wire): made once, when the person presses send, and kept over retries, reloads
    /// and changes of node. The server remembers it as long as the message.
    IdempotencyKey
}

impl IdempotencyKey {
    /// The key to use instead when this one turns out to belong to another message. It follows from this one, so that everyone who holds the
    /// same unsent message comes to the same key.
    #[must_use]
    pub fn instead(self) -> Self {
        // RFC 9562: the last 62 bits of a UUIDv7 are random; above them are the variant, the version and the time.
        const RANDOM: u128 = u128::MAX >> 66;
        let bits = self.0.as_u128();
        let random = bits.wrapping_add(1) & RANDOM;
        Self(Uuid::from_u128((bits & !RANDOM) | random))
    }
}

#[cfg(test)]
mod tests;
