//! The store, and which page is shown: nothing else.

use client_core::{
    input::Route,
    select::{HeaderView, SessionView},
};
use leptos::prelude::*;

use crate::{
    pages::{
        chat::ChatPage,
        door::{RecoverPage, RegisterPage, SignInPage, WaitingPage},
        not_found::NotFoundPage,
    },
    store::{Store, set_badge, set_title},
    text::text,
};

/// What fills the window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Waiting { unreachable: bool },
    SignIn,
    Register,
    Recover,
    Chat,
    NotFound,
}

/// The app.
#[component]
pub(crate) fn App() -> impl IntoView {
    let store = Store::start(text().notifications.something);
    provide_context(store);
    let (session, route, open) = (store.session(), store.route(), store.open());
    let shown = Memo::new(move |_| match (session.get(), route.get()) {
        (_, Route::NotFound) => Shown::NotFound,
        (SessionView::Loading { unreachable }, _) => Shown::Waiting { unreachable },
        (SessionView::SignedOut(_), Route::Register) => Shown::Register,
        (SessionView::SignedOut(_), Route::Recover) => Shown::Recover,
        (SessionView::SignedOut(_), _) => Shown::SignIn,
        (SessionView::SignedIn { .. }, _) => Shown::Chat,
    });
    let sidebar = store.sidebar();
    // The list changes with every message, these do not; and each of them costs the browser a frame's worth of work.
    let unread = Memo::new(move |_| sidebar.with(|sidebar| sidebar.unread));
    let title = Memo::new(move |_| {
        let with = match open.get().map(|open| open.header.get()) {
            Some(HeaderView::Known { title, .. }) => Some(title),
            _ => None,
        };
        (text().title)(unread.get(), with.as_deref())
    });
    Effect::new(move || set_badge(unread.get()));
    Effect::new(move || set_title(&title.get()));
    move || match shown.get() {
        Shown::Waiting { unreachable } => view! { <WaitingPage unreachable /> }.into_any(),
        Shown::SignIn => view! { <SignInPage /> }.into_any(),
        Shown::Register => view! { <RegisterPage /> }.into_any(),
        Shown::Recover => view! { <RecoverPage /> }.into_any(),
        Shown::Chat => view! { <ChatPage /> }.into_any(),
        Shown::NotFound => view! { <NotFoundPage /> }.into_any(),
    }
}
