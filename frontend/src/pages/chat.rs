//! `/` and `/c/{id}`: the list, and beside it the conversation that is open.

use std::sync::Arc;

use client_core::{
    input::{Intent, Route},
    select::{Gate, HeaderView},
};
use leptos::prelude::*;

use crate::{
    features::{
        bars::BarsView, composer::Composer, connection_banner::ConnectionBanner, consent::gate,
        header::Header, new_conversation::NewConversation, settings::settings,
        shortcuts::Shortcuts, sidebar::Sidebar, timeline::Timeline, toasts::Toasts, why::Why,
    },
    later::Later,
    store::{OpenConversation, use_store},
    text::text,
    ui::{
        button::{Button, Weight},
        empty::Empty,
    },
};

/// The page of someone who is signed in.
#[component]
pub(crate) fn ChatPage() -> impl IntoView {
    let store = use_store();
    let open = store.open();
    let route = store.route();
    let settings_open = Memo::new(move |_| matches!(route.get(), Route::Settings(_)));
    let wanted = store.composer_wanted();
    // Where one cannot write nobody answers. What waited would take the focus in another conversation, from whatever one does there.
    Effect::new(move || {
        let closed = |open: &Arc<OpenConversation>| {
            open.composer.with(|view| view.gate != Gate::Open)
                || open.header.with(|view| *view == HeaderView::Missing)
        };
        if wanted.get() && open.with(|open| open.as_ref().is_none_or(closed)) {
            wanted.set(false);
        }
    });
    let on_screen = move || {
        if settings_open.get() || open.with(Option::is_some) {
            "conversation"
        } else {
            "list"
        }
    };
    view! {
        <div class="app" data-open=on_screen>
            <div class="app-notice">
                <ConnectionBanner />
                <BarsView />
            </div>
            <Sidebar />
            <main class="app-main" tabindex="-1">
                {move || match open.get() {
                    Some(open) => view! { <Conversation open /> }.into_any(),
                    None if settings_open.get() => view! { <Later part=settings /> }.into_any(),
                    None => view! { <NoneOpen /> }.into_any(),
                }}
            </main>
            <Toasts />
        </div>
        <NewConversation />
        <Shortcuts />
        <Why />
    }
}

/// A conversation, or the word that there is none.
#[component]
fn Conversation(open: Arc<OpenConversation>) -> impl IntoView {
    let header = open.header.clone();
    let missing = Memo::new(move |_| header.with(|header| *header == HeaderView::Missing));
    let composer = open.composer.clone();
    let closed = Memo::new(move |_| composer.with(|view| view.gate != Gate::Open));
    let words = &text().conversation;
    view! {
        <Header open=open.clone() />
        {move || if missing.get() {
            view! {
                <Empty title=words.missing more=words.missing_more>
                    <a class="button button-main" href=Route::Home.path()>{text().lost.home}</a>
                </Empty>
            }.into_any()
        } else {
            let writing = open.clone();
            view! {
                <Timeline open=open.clone() />
                {move || {
                    let open = writing.clone();
                    if closed.get() {
                        view! { <Later part=move || gate(open.clone()) /> }.into_any()
                    } else {
                        view! { <Composer open /> }.into_any()
                    }
                }}
            }.into_any()
        }}
    }
}

/// No conversation is open: what to do first.
#[component]
fn NoneOpen() -> impl IntoView {
    let store = use_store();
    let words = &text().conversation;
    let sidebar = store.sidebar();
    let none_yet = Memo::new(move |_| sidebar.with(|sidebar| sidebar.listed.is_empty()));
    let say = move |title, more, weight| {
        view! {
            <Empty title more>
                <Button weight on_press=move |_| store.intend(Intent::OpenNewConversation)>
                    {text().sidebar.new_conversation}
                </Button>
            </Empty>
        }
    };
    view! {
        <h1 class="unseen">{text().sidebar.title}</h1>
        {move || if none_yet.get() {
            say(words.none_yet, words.none_yet_more, Weight::Main)
        } else {
            say(words.none_open, words.none_open_more, Weight::Edged)
        }}
    }
}
