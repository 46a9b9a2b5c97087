//! What is told outside the window, and whether it may be.

use std::collections::BTreeSet;

use common::{ids::ConversationId, time::Timestamp};

use crate::input::{Mono, Permission};

/// Muted until then is muted until the person turns it on again: the end of the year 9999.
pub const FOR_GOOD: Timestamp = Timestamp::from_millis(253_402_300_799_000);

/// What is told outside the window.
#[derive(Clone, Debug, Default)]
pub struct Notifications {
    /// Whether the browser lets us.
    pub permission: Permission,
    /// Whether the person is to be asked.
    pub offer: Offer,
    /// The conversations of which a notification is shown.
    pub shown: BTreeSet<ConversationId>,
    /// When the next conversation is no longer muted.
    pub unmute_at: Option<Mono>,
}

/// Whether the person is to be asked for notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offer {
    /// Nothing would have been told so far.
    #[default]
    NotYet,
    /// It is of use now.
    Made,
    /// They do not want to be asked again.
    Declined,
}
