//! Faults to be planted, so that those who look for them can prove that they see them. Compiled only for tests and with the feature
//! `planted-faults`.

#[cfg(feature = "planted-faults")]
use std::time::Duration;

#[cfg(feature = "planted-faults")]
use common::{
    ids::ConversationId,
    model::{Entry, Event, Logged, Message},
};

#[cfg(feature = "planted-faults")]
use super::Rim;
#[cfg(feature = "planted-faults")]
use crate::{
    bus::{Envelope, Payload},
    domain::audience,
};

/// What can be wrong with signs of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The time to live of typing is shorter than a client's silence between two signs.
    TypingDiesEarly,
    /// A socket that closes leaves its typing behind.
    TypingOutlivesItsSocket,
    /// Whoever types is shown although they chose to be invisible.
    InvisibleTypes,
    /// A connection is entered only if its person is not there already, as if one were as good as all.
    PresenceIsCheckedThenAdded,
    /// Who may know what is read once and kept, whatever changes.
    RightsAreKept,
}

impl Fault {
    /// Every fault, and how it is called in `CONFAB_PLANT`.
    pub(super) const ALL: [(Self, &str); 5] = [
        (Self::TypingDiesEarly, "typing-dies-early"),
        (Self::TypingOutlivesItsSocket, "typing-outlives-its-socket"),
        (Self::InvisibleTypes, "invisible-types"),
        (
            Self::PresenceIsCheckedThenAdded,
            "presence-is-checked-then-added",
        ),
        (Self::RightsAreKept, "rights-are-kept"),
    ];

    /// The fault that whoever started this process planted.
    #[cfg(feature = "planted-faults")]
    pub(super) fn from_environment() -> Option<Self> {
        let planted = std::env::var("CONFAB_PLANT").ok()?;
        let found = Self::ALL.iter().find(|(_, name)| *name == planted)?;
        Some(found.0)
    }
}

/// Long enough for a kill to fall in between.
#[cfg(feature = "planted-faults")]
const WINDOW: Duration = Duration::from_millis(20);

/// Tells everyone of a message under the place that it will probably get, before it is stored.
#[cfg(feature = "planted-faults")]
pub(super) async fn broadcast_before_commit(rim: &Rim, conv: ConversationId, message: &Message) {
    if !std::env::var("CONFAB_PLANT").is_ok_and(|planted| planted == "broadcast-before-commit") {
        return;
    }
    let Ok(Some(outline)) = rim.store.outline(conv).await else {
        return;
    };
    if !audience::is_in(&outline.members, message.author) {
        return;
    }
    let event = Event::Posted(Entry {
        seq: outline.last_seq.next(),
        message: message.clone(),
    });
    rim.bus.publish(Envelope::new(
        audience::hearers(&outline.members, &event),
        Payload::Conversation {
            conv,
            logged: Logged {
                rev: outline.rev.next(),
                event,
            },
        },
    ));
    tokio::time::sleep(WINDOW).await;
}
