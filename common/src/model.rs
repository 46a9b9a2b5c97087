//! The values that both ends name.
//!
//! - [`user`]: who a person is to others.
//! - [`message`]: one entry of a timeline.
//! - [`event`]: one durable change of a conversation, or of a person's private state.
//! - [`conversation`]: what the events add up to.
//! - [`presence`], [`ephemeral`]: the shapes of what is never stored.
//!
//! Rule for evolution: add optional fields and new variants, never change the meaning of one. Enums that cross the wire have an `Unknown`
//! that swallows what a newer end says.

pub mod conversation;
pub mod ephemeral;
pub mod event;
pub mod message;
pub mod presence;
pub mod user;

pub use conversation::{Conversation, ConversationKind, Member, Preview};
pub use event::{Event, Logged, LoggedForUser, UserEvent};
pub use message::{Body, Draft, Entry, Message};
pub use presence::Presence;
pub use user::Profile;
