//! Whole sessions, replayed without a browser.

mod account;
mod consenting;
mod contacts;
mod linking;
mod presence;
mod reading;
mod rig;
mod searching;
mod seeing;
mod sending;
mod session;
mod syncing;
mod typing;
mod why;
