//! The server: a library that tests and tools start in-process, and the binary `confab`.
//!
//! # Layout, in reading order
//! - [`clock`]: time and randomness, as things that are handed in.
//! - [`domain`]: the rules, pure.
//! - [`store`]: what is durable, one trait per aggregate, and its engines.
//! - [`bus`]: how news gets from the service that caused it to the connections that show it.
//! - [`service`]: the use cases.
//! - [`hub`]: who is connected here, and how news reaches them.
//! - [`edge`]: what both rims share: which site this is, who may speak to it, how a refusal is put.
//! - [`ws`]: one WebSocket, from its handshake to its close.
//! - [`http`]: signing in and out, the app's files, health and metrics.
//! - [`config`], [`telemetry`], [`lifecycle`]: what the server was told, what it tells, how it stops.
//! - [`app`]: puts the parts together.

pub mod app;
pub mod bus;
pub mod clock;
pub mod config;
pub mod domain;
pub mod edge;
pub mod http;
pub mod hub;
pub mod lifecycle;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod ws;

/// Which build this is: the version, and the build's own mark where whoever built it gave one (`CONFAB_BUILD`). The app carries the same.
pub const BUILD: &str = match option_env!("CONFAB_BUILD") {
    Some(mark) => mark,
    None => env!("CARGO_PKG_VERSION"),
};
