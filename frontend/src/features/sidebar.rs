//! The list of conversations, and who one is.

mod choice;
mod me;
mod row;
mod rows;

use client_core::input::{Intent, Route};
use leptos::{ev, html, prelude::*};

use self::{me::Me, rows::Rows};
use crate::{
    store::use_store,
    text::text,
    ui::{
        button::{Button, IconButton, Weight},
        empty::Empty,
        icon::{Icon, IconKind},
    },
};

/// The list of conversations.
#[component]
pub(crate) fn Sidebar() -> impl IntoView {
    let store = use_store();
    let words = &text().sidebar;
    let sidebar = store.sidebar();
    let listed = move |request: bool| {
        sidebar.with(|sidebar| {
            let rows = sidebar.listed.iter().filter(|row| row.request == request);
            rows.map(|row| row.conv).collect::<Vec<_>>()
        })
    };
    let order = Memo::new(move |_| listed(false));
    let requests = Memo::new(move |_| listed(true));
    let unread = Memo::new(move |_| {
        sidebar.with(|sidebar| sidebar.listed.iter().any(|row| row.news && !row.request))
    });
    let asked = Memo::new(move |_| !requests.with(Vec::is_empty));
    let empty = Memo::new(move |_| order.with(Vec::is_empty));
    let loading = Memo::new(move |_| sidebar.with(|sidebar| sidebar.loading));

    let moved = Trigger::new();
    // Coming back from a conversation on a phone, the element that had the focus is gone from the screen.
    let nav = NodeRef::<html::Nav>::new();
    let route = store.route();
    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        if route == Route::Home
            && matches!(before, Some(Route::Conversation(_) | Route::Settings(_)))
            && let Some(nav) = nav.get_untracked()
        {
            // The list is on the page and takes the focus.
            let _ = nav.focus();
        }
        // It is laid out again with the next frame.
        request_animation_frame(move || moved.notify());
        route
    });
    let resized = window_event_listener(ev::resize, move |_| moved.notify());
    on_cleanup(move || resized.remove());
    view! {
        <div class="app-list">
            <div class="sidebar-head">
                <span class="wordmark">{text().app}</span>
                <Show when=move || unread.get()>
                    <IconButton
                        label=words.read_all
                        icon=IconKind::Checks
                        class="sidebar-read-all"
                        on_press=move |_| store.intend(Intent::MarkAllRead)
                    />
                </Show>
                <IconButton
                    label=words.new_conversation
                    icon=IconKind::Plus
                    on_press=move |_| store.intend(Intent::OpenNewConversation)
                />
            </div>
            <nav
                node_ref=nav
                class="sidebar-nav"
                aria-label=words.title
                tabindex="-1"
                on:scroll=move |_| moved.notify()
            >
                {move || asked.get().then(|| view! {
                    <h2 class="sidebar-section">{words.requests}</h2>
                    <Rows conversations=requests frame=nav moved />
                })}
                {move || (asked.get() && !empty.get()).then(|| view! {
                    <h2 class="sidebar-section">{words.title}</h2>
                })}
                <Rows conversations=order frame=nav moved told=true />
                {move || match (empty.get(), loading.get()) {
                    (true, true) => view! { <p class="empty">{words.loading}</p> }.into_any(),
                    (true, false) => view! {
                        <Empty
                            title=words.empty
                            more=if asked.get() { words.empty_asked } else { words.empty_more }
                        >
                            <Button weight=Weight::Main on_press=move |_| store.intend(Intent::OpenNewConversation)>
                                <Icon kind=IconKind::Plus />{words.new_conversation}
                            </Button>
                        </Empty>
                    }.into_any(),
                    (false, _) => ().into_any(),
                }}
            </nav>
            <Me />
        </div>
    }
}
