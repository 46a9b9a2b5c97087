//! How news gets from the service that caused it to the connections that show it.
//!
//! # Contract
//! At most once, in order per publisher, never blocking. The bus is a hint, the log is the truth (I3): a subscriber that was told
//! [`News::Lost`], or that finds a gap in `rev`, asks the store. What is published has been committed. An envelope's audience never leaves
//! the server.
//!
//! Next stop on a message's way: `hub`.

mod local;

use std::sync::Arc;

use common::{
    ids::{ConnectionId, ConversationId, DeviceId, UserId},
    model::{
        Account, Cursor, Logged, LoggedForUser, Presence, Profile, Receipt, SignedOutBecause,
        Standing, ephemeral::Typist, presence::Status,
    },
    seq::StateVer,
};

pub use local::LocalBus;

/// A piece of news and who may hear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Everyone who may hear it, each once.
    pub audience: Vec<UserId>,
    /// What happened.
    pub payload: Payload,
    /// The number of state that these people have with it. Nobody's, if it is no state.
    pub numbers: Vec<(UserId, StateVer)>,
}

impl Envelope {
    /// Something that has no number of state.
    pub fn new(audience: Vec<UserId>, payload: Payload) -> Self {
        Self {
            audience,
            payload,
            numbers: Vec::new(),
        }
    }

    /// News of state for these people, who have these numbers with it.
    pub fn of_state(numbers: Vec<(UserId, StateVer)>, payload: Payload) -> Self {
        Self {
            audience: numbers.iter().map(|(user, _)| *user).collect(),
            payload,
            numbers,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Payload {
    /// A conversation changed.
    Conversation {
        /// Which one.
        conv: ConversationId,
        /// How.
        logged: Logged,
    },
    /// A person's private state changed.
    User {
        /// Whose.
        user: UserId,
        /// How.
        logged: LoggedForUser,
    },
    /// How far the audience, one person, has read in a conversation.
    Cursor {
        /// Which one.
        conv: ConversationId,
        /// How far.
        cursor: Cursor,
    },
    /// How far someone has got in a conversation, for others who may know it.
    Receipt {
        /// Which one.
        conv: ConversationId,
        /// Who, and how far.
        receipt: Receipt,
    },
    /// The own account of the audience, one person, is this now.
    Account(Box<Account>),
    /// Someone is called this now.
    Profile(Profile),
    /// Where the audience, one person, stands in these conversations now.
    Standings(Vec<(ConversationId, Standing)>),
    /// A session ended: its connections close within a second.
    SessionEnded {
        /// Whose.
        user: UserId,
        /// Which one.
        device: DeviceId,
        /// Why.
        because: SignedOutBecause,
    },
    /// A session goes on under another token: connections that the old one opened close within a second and may come again with the new one.
    SessionRenewed {
        /// Whose.
        user: UserId,
        /// Which one.
        device: DeviceId,
    },
    /// What is never stored: who types and who is there, for everyone whom one moment concerns. One envelope, however many they are, so that
    /// this crowds out nothing that is stored; each part names its own hearers.
    Signs {
        /// Who types.
        typing: Vec<TypingSet>,
        /// Who is there.
        presence: Vec<PresenceBatch>,
    },
}

/// Everyone who types in a conversation, as some viewers are to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypingSet {
    /// Where.
    pub conv: ConversationId,
    /// For whom.
    pub viewers: Vec<UserId>,
    /// Some of those who type.
    pub users: Vec<Typist>,
    /// How many more.
    pub more: u16,
}

/// What changed for one connection about the people whom it watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceBatch {
    /// Whose connection.
    pub viewer: UserId,
    /// Which one.
    pub conn: ConnectionId,
    /// Whose presence, and their words.
    pub people: Vec<(UserId, Presence, Status)>,
}

/// What a subscriber receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Something happened.
    Envelope(Arc<Envelope>),
    /// The subscriber was too slow: this many envelopes are gone. Whoever depends on them compares versions with the store.
    Lost(u64),
}

/// Carries news between the parts of the server.
pub trait Bus: Send + Sync + 'static {
    /// Tells every subscriber, now or never.
    fn publish(&self, envelope: Envelope);

    /// Hears everything that is published from now on.
    fn subscribe(&self) -> Box<dyn Subscription>;
}

/// One subscriber's end.
#[async_trait::async_trait]
pub trait Subscription: Send {
    /// The next news; `None` once the bus is gone.
    async fn next(&mut self) -> Option<News>;
}

#[cfg(test)]
mod conformance;
