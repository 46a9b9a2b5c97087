//! The rules, pure: no I/O, no async, no clock. Whatever a rule needs to know is an argument.
//!
//! - [`account`]: when two usernames look alike, and by which words a person is found.
//! - [`audience`]: the one place that decides who may see what, and who hears of it.
//! - [`conversation`]: the pair that makes a private conversation.
//! - [`cursor`]: how far someone has received and read, which never goes back.
//! - [`device`]: what a device is called.
//! - [`message`]: what may be sent, and what makes two sends the same.
//! - [`people`]: what a person may say of themselves and of others.
//! - [`permission`]: who may do what.
//! - [`presence`], [`typing`]: who is there and who types, and who is told; [`pace`] is how often something may happen.
//!
//! Next stop on a message's way: `store::message`.

pub mod account;
pub mod audience;
pub mod conversation;
pub mod cursor;
pub mod device;
pub mod message;
pub mod pace;
pub mod people;
pub mod permission;
pub mod presence;
pub mod typing;

pub use permission::Denied;
