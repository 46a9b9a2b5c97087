//! Who one is talking with.
//!
//! - [`actions`]: what may be done about the conversation; loaded later.
//! - [`contact`]: the other person as a contact; loaded later.
//! - [`telling`]: what one is told of it; loaded later.

mod actions;
mod contact;
mod here;
mod telling;

use std::sync::Arc;

use client_core::{
    input::{Intent, Matter, Route},
    select::HeaderView,
};
use leptos::prelude::*;

use self::{actions::actions, telling::telling};
use crate::{
    features::consent::reasons,
    later::Later,
    store::{OpenConversation, Style, use_store},
    text::{presence_in_full, status as words_beside, text},
    ui::{
        avatar::Avatar, button::IconButton, dialog::Dialog, icon::IconKind, menu::Menu,
        presence::PresenceWords,
    },
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
    let actionable = {
        let header = header.clone();
        let offered =
            |header: &HeaderView| matches!(header, HeaderView::Known { actions, .. } if *actions);
        Memo::new(move |_| header.with(offered))
    };
    let open = StoredValue::new(open);
    let telling_open = RwSignal::new(false);
    let reporting = RwSignal::new(false);
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
                HeaderView::Known { title, partner, picture, username, presence, status, .. } => {
                    let seed = partner.map_or_else(|| conv.to_string(), |partner| partner.to_string());
                    let presence = presence.map(|presence| {
                        let words = presence_in_full(presence, |at| store.write_time(at, Style::ShortExact));
                        let about = partner.map(Matter::Presence);
                        view! {
                            <button
                                type="button"
                                class="header-why"
                                aria-haspopup="dialog"
                                title=text().why
                                on:click=move |_| if let Some(about) = about {
                                    store.intend(Intent::AskWhy(about));
                                }
                            >
                                <PresenceWords presence words />
                            </button>
                        }
                    });
                    let status = (!status.is_empty()).then(|| words_beside(&status));
                    view! {
                        <Avatar name=title.clone() seed picture />
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
            <Show when=move || actionable.get()>
                <Menu label=text().conversation.actions>
                    <Later part={
                        let open = open.get_value();
                        move || actions(open.clone(), telling_open, reporting)
                    } />
                </Menu>
            </Show>
        </header>
        <Dialog
            title=text().notifications.menu
            id="telling"
            close=text().close
            open=telling_open
            on_close=move |()| telling_open.set(false)
        >
            <Later part=move || telling(conv) />
        </Dialog>
        <Dialog
            title=text().consent.report_title
            id="report"
            close=text().close
            open=reporting
            on_close=move |()| reporting.set(false)
        >
            <Later part=move || reasons(conv, reporting) />
        </Dialog>
    }
}
