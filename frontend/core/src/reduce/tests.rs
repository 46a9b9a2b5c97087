//! Whole sessions, replayed without a browser.

mod linking;
mod rig;
mod searching;
mod seeing;
mod sending;
mod session;
mod syncing;
