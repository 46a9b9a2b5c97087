//! Who one is talking with.

use std::sync::Arc;

use client_core::{input::Route, select::HeaderView};
use common::model::Presence;
use leptos::prelude::*;

use crate::{
    store::{OpenConversation, use_store},
    text::text,
    ui::{avatar::Avatar, button::IconButton, icon::IconKind},
};

/// The head of the conversation on screen.
#[component]
pub(crate) fn Header(
    /// The conversation.
    open: Arc<OpenConversation>,
) -> impl IntoView {
    let store = use_store();
    let header = open.header.clone();
    let conv = open.conv;
    view! {
        <header class="header">
            <IconButton
                label=text().conversation.back
                icon=IconKind::Back
                class="header-back"
                on_press=move |_| store.visit(Route::Home)
            />
            {move || match header.get() {
                HeaderView::Loading => view! { <h1 class="header-title">{text().conversation.loading}</h1> }.into_any(),
                HeaderView::Missing => view! { <h1 class="header-title">{text().conversation.missing}</h1> }.into_any(),
                HeaderView::Known { title, partner, username, presence, .. } => {
                    let seed = partner.map_or_else(|| conv.to_string(), |partner| partner.to_string());
                    let detail = match (username, presence_text(presence)) {
                        (Some(username), Some(presence)) => format!("@{username} · {presence}"),
                        (Some(username), None) => format!("@{username}"),
                        (None, presence) => presence.unwrap_or_default().to_owned(),
                    };
                    view! {
                        <Avatar name=title.clone() seed />
                        <div class="header-names">
                            <h1 class="header-title" dir="auto">{title}</h1>
                            <p class="header-detail">{detail}</p>
                        </div>
                    }.into_any()
                }
            }}
        </header>
    }
}

/// Presence in words. Unknown says nothing until the server offers presence: a word beside every name that is always the same is noise.
fn presence_text(presence: Presence) -> Option<&'static str> {
    let words = &text().presence;
    match presence {
        Presence::Online => Some(words.online),
        Presence::Away => Some(words.away),
        Presence::Dnd => Some(words.dnd),
        Presence::Offline { .. } => Some(words.offline),
        _ => None,
    }
}
