//! A server, and clients of it.

mod app;
mod client;
mod raw;

pub(crate) use app::{App, PATIENCE, Setup, until};
pub(crate) use client::{Client, Got, say};
pub(crate) use raw::{Answer, Ask, png};
