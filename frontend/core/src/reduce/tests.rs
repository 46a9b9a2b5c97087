//! Whole sessions, replayed without a browser.

mod consenting;
mod linking;
mod reading;
mod rig;
mod searching;
mod seeing;
mod sending;
mod session;
mod syncing;
