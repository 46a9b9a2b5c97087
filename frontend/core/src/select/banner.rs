//! The state of the connection, as far as a person needs to know it.

use crate::{link::Phase, model::Model};

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
pub fn banner(model: &Model) -> Option<Banner> {
    let link = &model.link;
    let in_s = link
        .until
        .map_or(0, |until| until.since(model.now).div_ceil(1_000));
    match link.phase {
        Phase::SignedOut | Phase::Ended | Phase::Connected => None,
        Phase::OutOfDate => Some(Banner::OutOfDate),
        Phase::Offline => Some(Banner::Offline),
        Phase::Connecting | Phase::Waiting if !link.online => Some(Banner::Offline),
        Phase::Connecting if !link.was_connected && link.attempts == 0 => Some(Banner::Connecting),
        Phase::Connecting => Some(Banner::Reconnecting { in_s: 0 }),
        Phase::Updating => Some(Banner::Updating),
        Phase::Waiting => Some(Banner::Reconnecting { in_s }),
        Phase::GoingAway => Some(Banner::GoingAway { in_s }),
    }
}
