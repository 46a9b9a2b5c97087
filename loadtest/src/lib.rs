//! Loads Confab, breaks it, and judges what it did.
//!
//! # Layout
//! - [`process`], [`http`], [`socket`], [`account`]: servers as processes, and people on them.
//! - [`adapter`]: what the generator knows of a protocol.
//! - [`generator`]: load, by schedule or as fast as it is answered.
//! - [`bench`], [`report`], [`machine`]: the budgets, measured and written down.
//! - [`floor`]: the bare server that Confab is measured against.
//! - [`procfs`]: what the kernel counts about a process.
//! - [`client`]: a headless client that survives its server, for fault tests.
//! - [`checker`]: judges histories against the promises; pure.
//! - [`trace`]: judges the order of system calls; pure.
//! - [`failure`]: why a measurement could not go on.

pub mod account;
pub mod adapter;
pub mod bench;
pub mod checker;
pub mod client;
pub mod failure;
pub mod floor;
pub mod generator;
pub mod http;
pub mod machine;
pub mod process;
pub mod procfs;
pub mod report;
pub mod socket;
pub mod trace;
