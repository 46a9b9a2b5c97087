//! The use cases: what a person can ask of the server, whatever they ask it through.
//!
//! Each reads the same: judge the input (`domain`), one atomic call of the store, which asks the rules inside its transaction, then tell
//! the audience over the bus, then answer. A publication that is lost costs nothing but time: clients see the gap in `rev` and pull.
//!
//! - [`accounts`]: registering, signing in and out, and what an administrator does; [`passwords`] and [`guard`] are its tools.
//! - [`conversations`]: finding people and opening conversations.
//! - [`messages`]: sending and reading back.
//! - [`receipts`]: how far people have received and read.
//! - [`people`]: contacts, blocks, names, settings.
//! - [`pictures`]: people's pictures; `profiles` tells who they are now.
//! - [`sync`]: catching up.
//! - [`signs`]: who types and who is there.
//! - [`retention`]: what nobody needs any more is forgotten.
//! - [`demo`]: John, Mary and Mike.
//!
//! Next stop on a message's way: `store::message`.

pub mod accounts;
mod buckets;
pub mod catch_up;
pub mod conversations;
pub mod demo;
mod error;
pub mod guard;
pub mod messages;
pub mod passwords;
pub mod people;
pub mod pictures;
#[cfg(any(test, feature = "planted-faults"))]
mod plant;
mod profiles;
pub mod receipts;
pub mod retention;
mod settings;
pub mod signs;
mod sparing;
pub mod sync;
mod turns;

use std::sync::Arc;

use turns::Turns;

pub use error::ServiceError;
pub use settings::{Pace, RateLimits, Settings};

use crate::{
    bus::Bus,
    clock::{Clock, Entropy},
    store::Store,
};

/// Every use case. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// Who there is and who is signed in.
    pub accounts: Arc<accounts::Accounts>,
    /// Finding people and opening conversations.
    pub conversations: Arc<conversations::Conversations>,
    /// Sending and reading back.
    pub messages: Arc<messages::Messages>,
    /// Receiving and reading.
    pub receipts: Arc<receipts::Receipts>,
    /// What people are to each other, and what is their own.
    pub people: Arc<people::People>,
    /// People's pictures.
    pub pictures: Arc<pictures::Pictures>,
    /// Catching up.
    pub sync: Arc<sync::Sync>,
    /// Who types and who is there.
    pub signs: Arc<signs::Signs>,
    /// Forgetting.
    pub retention: Arc<retention::Retention>,
}

impl Services {
    /// The use cases over these parts.
    pub fn new(
        store: Arc<dyn Store>,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let signs = signs::Signs::new(Arc::clone(&store), Arc::clone(&bus), Arc::clone(&clock));
        #[cfg(feature = "planted-faults")]
        let signs = signs.planted(plant::Fault::from_environment());
        Self::over(
            Rim {
                store,
                bus,
                clock,
                entropy,
                signs: Arc::new(signs),
                telling: Arc::default(),
            },
            settings,
        )
    }

    fn over(rim: Rim, settings: Settings) -> Self {
        Self {
            signs: Arc::clone(&rim.signs),
            messages: Arc::new(messages::Messages::new(rim.clone(), &settings)),
            conversations: Arc::new(conversations::Conversations::new(rim.clone(), &settings)),
            receipts: Arc::new(receipts::Receipts::new(rim.clone(), &settings)),
            people: Arc::new(people::People::new(rim.clone(), &settings)),
            pictures: Arc::new(pictures::Pictures::new(rim.clone())),
            sync: Arc::new(sync::Sync::new(rim.clone())),
            retention: Arc::new(retention::Retention::new(rim.clone(), &settings)),
            accounts: Arc::new(accounts::Accounts::new(rim, settings)),
        }
    }
}

/// The rim that every use case works against.
#[derive(Clone)]
struct Rim {
    store: Arc<dyn Store>,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Whoever changes what typing or presence hang on says so here, before it answers or publishes.
    signs: Arc<signs::Signs>,
    /// Of what concerns one person one thing is told after the other.
    telling: Arc<Turns>,
}

#[cfg(test)]
mod tests;
