//! The server: a library that tests and tools start in-process, and the binary `confab`.
//!
//! # Layout, in reading order
//! - [`clock`]: time and randomness, as things that are handed in.
//! - [`domain`]: the rules, pure.
//! - [`store`]: what is durable, one trait per aggregate, and its engines.
//! - [`bus`]: how news gets from the service that caused it to the connections that show it.
//! - [`service`]: the use cases.

pub mod bus;
pub mod clock;
pub mod domain;
pub mod service;
pub mod store;
