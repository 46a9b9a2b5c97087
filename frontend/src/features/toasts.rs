//! What is said in passing, and what is asked so.

mod offer;

use client_core::{
    input::Intent,
    select::{Notice, Toast},
};
use leptos::prelude::*;

use self::offer::offer;
use crate::{
    later::Later,
    store::use_store,
    text::{refusal, text},
    ui::button::{Button, IconButton, Weight},
    ui::icon::IconKind,
};

/// The question whether to tell of new messages, and the toasts, oldest first. Nothing goes away by itself: people read at different speeds.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let store = use_store();
    let toasts = store.toasts();
    let bars = store.bars();
    let offered = Memo::new(move |_| bars.with(|bars| bars.offer));
    view! {
        <div class="toasts" aria-live="polite">
            <Show when=move || offered.get()>
                <Later part=offer />
            </Show>
            <For each=move || toasts.get() key=|toast| toast.id children=move |toast| view! { <ToastView toast /> } />
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let store = use_store();
    let notices = &text().notices;
    let id = toast.id;
    let reload = matches!(toast.notice, Notice::NewBuild).then(|| {
        view! {
            <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Reload)>{text().reload}</Button>
        }
    });
    let words = match toast.notice {
        Notice::NewBuild => notices.new_build.to_owned(),
        Notice::Refused { code, message } => refusal(code, &message),
        Notice::Reported => notices.reported.to_owned(),
        Notice::SignOutFailed => notices.sign_out_failed.to_owned(),
    };
    view! {
        <div class="toast">
            <span>{words}</span>
            {reload}
            <IconButton
                label=notices.dismiss
                icon=IconKind::Close
                on_press=move |_| store.intend_and_leave(Intent::DismissToast(id))
            />
        </div>
    }
}
