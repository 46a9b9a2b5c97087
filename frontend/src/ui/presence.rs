//! Whether someone is there: a mark whose shape says it without colour, and words that say it without the mark.

use common::model::Presence;
use leptos::prelude::*;

/// The mark and the words.
#[component]
pub(crate) fn PresenceWords(
    /// What it says.
    presence: Presence,
    /// How it is said.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! { <span class=format!("presence {}", class(presence))>{words}</span> }
}

fn class(presence: Presence) -> &'static str {
    match presence {
        Presence::Online => "presence-online",
        Presence::Away => "presence-away",
        Presence::Dnd => "presence-dnd",
        Presence::Offline { .. } => "presence-offline",
        _ => "presence-unknown",
    }
}
