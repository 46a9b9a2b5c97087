//! Who one is talking with.

use std::sync::Arc;

use client_core::{input::Route, select::HeaderView};
use leptos::prelude::*;

use crate::{
    store::{OpenConversation, Style, use_store},
    text::{presence_in_full, text},
    ui::{avatar::Avatar, button::IconButton, icon::IconKind, presence::PresenceWords},
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
                HeaderView::Known { title, partner, username, presence, status, .. } => {
                    let seed = partner.map_or_else(|| conv.to_string(), |partner| partner.to_string());
                    let presence = presence.map(|presence| {
                        let words = presence_in_full(presence, |at| store.write_time(at, Style::ShortExact));
                        view! { <PresenceWords presence words /> }
                    });
                    let status = (!status.is_empty()).then(|| [status.emoji, status.text].join(" "));
                    view! {
                        <Avatar name=title.clone() seed />
                        <div class="header-names">
                            <h1 class="header-title" dir="auto">{title}</h1>
                            <p class="header-detail">
                                {presence}
                                {status.map(|words| view! { <bdi class="header-status">{words}</bdi> })}
                                {username.map(|username| view! { <bdi>{format!("@{username}")}</bdi> })}
                            </p>
                        </div>
                    }.into_any()
                }
            }}
        </header>
    }
}
