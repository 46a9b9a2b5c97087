//! The parts of the screen: slices in, intents out. No feature knows another.
//!
//! - [`auth`]: the forms to sign in and to register.
//! - [`bars`]: what stands over the app until it is no longer so.
//! - [`composer`]: where one writes.
//! - [`connection_banner`]: the state of the connection.
//! - [`consent`]: what stands between two people, and what one may do about it.
//! - [`header`]: who one is talking with.
//! - [`new_conversation`]: the dialog that finds people and conversations.
//! - [`settings`]: what a person decides for themselves.
//! - [`shortcuts`]: the keys that work everywhere, and their list.
//! - [`sidebar`]: the list of conversations.
//! - [`timeline`]: the messages of one conversation.
//! - [`toasts`]: what is said in passing.
//! - [`why`]: why something is shown as it is.

pub(crate) mod auth;
pub(crate) mod bars;
pub(crate) mod composer;
pub(crate) mod connection_banner;
pub(crate) mod consent;
pub(crate) mod header;
pub(crate) mod new_conversation;
pub(crate) mod settings;
pub(crate) mod shortcuts;
pub(crate) mod sidebar;
pub(crate) mod timeline;
pub(crate) mod toasts;
pub(crate) mod why;
