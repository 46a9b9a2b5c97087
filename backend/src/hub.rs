//! Who is connected to this server, and how news reaches them.
//!
//! One subscription to the bus feeds all: an envelope is encoded once, when the first connection of its audience is found, and the same bytes
//! go into every connection's [`Outbox`]. The hub reads no database and decides nothing about who may hear what: the audience came with the
//! news. It forgets: what an outbox cannot hold, and what the bus loses, clients fetch from the log.
//!
//! - [`registry`]: people and their connections; plain data.
//! - [`outbox`]: what waits for one connection, bounded.
//! - [`heads`]: how far each conversation was told, to be compared with the log.
//! - [`parted`]: such lists, looked through a part at a time.
//! - [`pace`]: receipts on their way to others, held back to twice a second.
//! - [`fanout`]: news to outboxes; [`signs`]: who types and who is there.
//!
//! Next stop on a message's way: `ws::session`, then `client_core::reduce`.

mod fanout;
mod heads;
mod outbox;
mod pace;
mod parted;
mod registry;
mod signs;

pub use fanout::{Connection, Full, Hub};
pub use heads::Heads;
pub use outbox::{Ended, Outbox, OutboxLimits};
pub use parted::Part;

#[cfg(test)]
mod tests;
