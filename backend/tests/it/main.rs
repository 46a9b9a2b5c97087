//! The server over real sockets: each test starts one on a free port, with a data folder of its own, and speaks to it as a browser would.
//!
//! Nothing here sleeps to wait for something: clients wait for the frame or the state that they expect, until a deadline.

mod support;

mod ending;
mod limits;
mod messages;
mod pages;
mod people;
mod program;
mod resume;
mod rights;
mod silence;
