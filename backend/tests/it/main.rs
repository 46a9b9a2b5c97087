//! The server over real sockets: each test starts one on a free port, with a data folder of its own, and speaks to it as a browser would.
//!
//! Nothing here sleeps to wait for something: clients wait for the frame or the state that they expect, until a deadline.

#![expect(
    clippy::expect_used,
    reason = "a test fails where it stands, and says what it expected"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a test spawns its servers and waits for them itself"
)]

mod support;

mod answers;
mod authorisation;
mod consent;
mod devices;
mod ending;
mod limits;
mod lost_news;
mod messages;
mod pages;
mod people;
mod pictures;
mod presence;
mod program;
mod receipts;
mod resume;
mod rights;
mod silence;
mod twins;
mod typing;
