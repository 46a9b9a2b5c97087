//! The list of conversations, and who one is.

mod choice;
mod me;
mod row;

use client_core::{
    input::{Intent, Route},
    select::SidebarRow,
};
use common::ids::ConversationId;
use leptos::{html, prelude::*};

use self::{me::Me, row::ConversationLink};
use crate::{
    store::use_store,
    text::text,
    ui::{
        button::{Button, IconButton, Weight},
        empty::Empty,
        icon::{Icon, IconKind},
    },
};

/// Rows that the list is scrolled by before the core is told.
const ROWS: i32 = 25;

/// The list of conversations.
#[component]
pub(crate) fn Sidebar() -> impl IntoView {
    let store = use_store();
    let words = &text().sidebar;
    let sidebar = store.sidebar();
    let listed = move |request: bool| {
        sidebar.with(|sidebar| {
            let rows = sidebar.rows.iter().filter(|row| row.request == request);
            rows.map(|row| row.conv).collect::<Vec<_>>()
        })
    };
    let order = Memo::new(move |_| listed(false));
    let requests = Memo::new(move |_| listed(true));
    let unread = Memo::new(move |_| {
        sidebar.with(|sidebar| sidebar.unread > 0 || sidebar.rows.iter().any(|row| row.marked))
    });
    let empty = Memo::new(move |_| sidebar.with(|sidebar| sidebar.rows.is_empty()));
    let loading = Memo::new(move |_| sidebar.with(|sidebar| sidebar.loading));

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
        route
    });
    // All rows are of one height. The core needs to know roughly: not at every pixel.
    let told = StoredValue::new(0);
    let scrolled = move || {
        let rows = i32::try_from(order.with_untracked(Vec::len)).unwrap_or(i32::MAX);
        let first = nav.get_untracked().map_or(0, |nav| {
            nav.scroll_top().saturating_mul(rows) / nav.scroll_height().max(1)
        });
        let first = usize::try_from(first / ROWS * ROWS).unwrap_or_default();
        if told.get_value() != first {
            told.set_value(first);
            store.intend(Intent::ListScrolled(first));
        }
    };
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
                on:scroll=move |_| scrolled()
            >
                <Show when=move || !requests.with(Vec::is_empty)>
                    <h2 class="sidebar-section">{words.requests}</h2>
                    <Rows conversations=requests />
                    <h2 class="sidebar-section">{words.title}</h2>
                </Show>
                <Rows conversations=order />
                {move || match (empty.get(), loading.get()) {
                    (true, true) => view! { <p class="empty">{words.loading}</p> }.into_any(),
                    (true, false) => view! {
                        <Empty title=words.empty more=words.empty_more>
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

/// Some of the conversations.
#[component]
fn Rows(conversations: Memo<Vec<ConversationId>>) -> impl IntoView {
    let sidebar = use_store().sidebar();
    let row = move |conv| -> Memo<Option<SidebarRow>> {
        Memo::new(move |last: Option<&Option<SidebarRow>>| {
            let now =
                sidebar.with(|sidebar| sidebar.rows.iter().find(|row| row.conv == conv).cloned());
            // A row that has just left the list is drawn once more before its element goes.
            now.or_else(|| last.cloned().flatten())
        })
    };
    view! {
        <ul>
            <For
                each=move || conversations.get()
                key=|conv| *conv
                children=move |conv| view! { <ConversationLink conv row=row(conv) /> }
            />
        </ul>
    }
}
