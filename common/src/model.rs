//! The values that both ends name.
//!
//! - [`user`]: who a person is, to others and to themselves.
//! - [`message`]: one entry of a timeline.
//! - [`event`]: one durable change of a conversation, or of a person's private state.
//! - [`conversation`]: what the events add up to.
//! - [`standing`], [`settings`]: where a person stands in a conversation, and what they decide for themselves.
//! - [`presence`], [`ephemeral`]: whether someone is there, and what is never stored.
//! - [`session`]: how a session comes to its end.
//!
//! Rule for evolution: add optional fields and new variants, never change the meaning of one. Enums that cross the wire have an `Unknown`
//! that swallows what a newer end says.

pub mod conversation;
pub mod ephemeral;
pub mod event;
pub mod message;
pub mod presence;
pub mod session;
pub mod settings;
pub mod standing;
pub mod user;

pub use conversation::{Conversation, ConversationKind, Member, Preview};
pub use event::{Event, Logged, LoggedForUser, UserEvent};
pub use message::{Body, Draft, Entry, Message};
pub use presence::{Choice, Presence};
pub use session::SignedOutBecause;
pub use settings::{AccountSettings, ConversationSettings, Privacy};
pub use standing::{Cursor, Receipt, SavedDraft, Standing};
pub use user::{Account, Profile};
