//! Whole sessions, replayed without a browser.

mod account;
mod consenting;
mod contacts;
mod drafts;
mod linking;
mod notifying;
mod opening;
mod presence;
mod reading;
mod rig;
mod searching;
mod seeing;
mod sending;
mod session;
mod syncing;
mod tabs;
mod takeover;
mod typing;
mod why;
