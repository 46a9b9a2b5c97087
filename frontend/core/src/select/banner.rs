//! The state of the connection, as far as a person needs to know it.

use crate::model::Model;

/// What the banner says. There is none while everything is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// Connecting for the first time.
    Connecting,
    /// Connected; what was missed is being fetched.
    Updating,
    /// The connection is lost; the next attempt is made in so many seconds.
    Reconnecting {
        /// Seconds, rounded up; 0 while the attempt is being made.
        in_s: u64,
    },
    /// The browser has no network. Messages will be sent when it has.
    Offline,
    /// The server is restarting; the next attempt is made in so many seconds.
    GoingAway {
        /// Seconds, rounded up.
        in_s: u64,
    },
    /// The server no longer speaks this app's version: "Reload". Drafts and outbox survive.
    OutOfDate,
}

/// The banner, if there is something to say.
pub fn banner(_model: &Model) -> Option<Banner> {
    None
}
