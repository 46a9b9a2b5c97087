//! Everything that is plain HTTP: who one is before there is a socket, the app itself, and the administrator's pages.
//!
//! - [`router`]: which address is answered by whom.
//! - [`auth`]: registering, signing in and out.
//! - [`devices`], [`credentials`]: where one is signed in, and how one proves it; [`caller`]: who asks.
//! - [`picture`]: people's pictures, as files.
//! - [`gate`]: requests that change something come from our own pages, or not at all.
//! - [`see_through`]: what is done to its end although whoever asked has left.
//! - [`policy`]: the headers that every answer carries, the Content Security Policy among them.
//! - [`csp_report`]: counts what that policy stopped.
//! - [`assets`]: the app, embedded.
//! - [`admin`]: health and metrics, on a listener of their own.

mod admin;
mod assets;
mod auth;
mod body;
mod caller;
mod credentials;
mod csp_report;
mod devices;
mod gate;
mod picture;
mod policy;
mod reply;
mod router;
mod see_through;

pub use admin::{Admin, admin_router};
pub use router::{CALLS, Front, router};
