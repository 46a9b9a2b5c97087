//! Faults to be planted, so that the checker can prove that it sees them. Compiled only with the feature `planted-faults`.

use std::time::Duration;

use common::{
    ids::ConversationId,
    model::{Entry, Event, Logged, Message},
};

use super::Rim;
use crate::{
    bus::{Envelope, Payload},
    domain::audience,
};

/// Long enough for a kill to fall in between.
const WINDOW: Duration = Duration::from_millis(20);

/// Tells everyone of a message under the place that it will probably get, before it is stored.
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
    rim.bus.publish(Envelope {
        audience: audience::hearers(&outline.members, &event),
        payload: Payload::Conversation {
            conv,
            logged: Logged {
                rev: outline.rev.next(),
                event,
            },
        },
    });
    tokio::time::sleep(WINDOW).await;
}
