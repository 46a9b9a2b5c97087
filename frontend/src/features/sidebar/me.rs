//! Who one is, and the way out.

use client_core::{
    input::{Intent, Route, Section},
    select::{SessionView, SignOutView},
};
use leptos::prelude::*;

use super::choice::choice;
use crate::{
    later::Later,
    store::use_store,
    text::{status as words_beside, text},
    ui::{
        avatar::{Avatar, Size},
        button::{Button, IconButton, Weight},
        dialog::Dialog,
        icon::IconKind,
    },
};

/// The person who is signed in.
#[component]
pub(super) fn Me() -> impl IntoView {
    let store = use_store();
    let words = &text().sidebar;
    let session = store.session();
    let me = Memo::new(move |_| match session.get() {
        SessionView::SignedIn { me, .. } => Some(me),
        SessionView::Loading { .. } | SessionView::SignedOut(_) => None,
    });
    let unsent = Memo::new(move |_| match session.get() {
        SessionView::SignedIn {
            sign_out: SignOutView::Asking { unsent },
            ..
        } => Some(unsent),
        _ => None,
    });
    let chosen = store.chosen();
    let choosable = Memo::new(move |_| chosen.with(|chosen| chosen.choosable));
    let choosing = RwSignal::new(false);
    let done = Callback::new(move |()| choosing.set(false));
    // What one chose to be shown as; nothing, as long as one chose nothing.
    let shown = move || {
        let (mode, status) = chosen.with(|chosen| {
            let mode = (text().presence.chosen)(chosen.mode);
            (mode, words_beside(&chosen.status))
        });
        match (mode, status.as_str()) {
            ("", "") => None,
            ("", words) | (words, "") => Some(words.to_owned()),
            (mode, words) => Some([mode, words].join(" · ")),
        }
    };
    view! {
        <div class="sidebar-me">
            <button
                type="button"
                class="me-button"
                title=words.choose
                aria-haspopup="dialog"
                disabled=move || !choosable.get()
                on:click=move |_| choosing.set(true)
            >
                {move || me.get().map(|me| view! {
                    <Avatar name=me.name.to_string() seed=me.id.to_string() picture=me.picture size=Size::Small />
                    <span class="sidebar-me-names">
                        <span class="sidebar-name" dir="auto">{me.name.to_string()}</span>
                        <span class="sidebar-me-username">{move || shown().unwrap_or_else(|| format!("@{}", me.username))}</span>
                    </span>
                })}
            </button>
            <IconButton
                label=words.settings
                icon=IconKind::Sliders
                on_press=move |_| store.visit(Route::Settings(Section::Profile))
            />
            <IconButton label=words.sign_out icon=IconKind::Leave on_press=move |_| store.intend(Intent::SignOut) />
        </div>
        <Dialog
            title=words.choose
            id="choice"
            close=text().close
            open=choosing
            on_close=move |()| choosing.set(false)
        >
            <Later part=move || choice(done) />
        </Dialog>
        <Dialog
            title=words.sign_out_title
            id="sign-out"
            close=text().close
            open=Signal::derive(move || unsent.get().is_some())
            on_close=move |()| store.intend(Intent::StaySignedIn)
        >
            <div class="people">
                <p>{move || unsent.get().map(words.sign_out_unsent)}</p>
                <Button weight=Weight::Main on_press=move |_| store.intend(Intent::StaySignedIn)>{words.stay}</Button>
                <Button weight=Weight::Edged on_press=move |_| store.intend(Intent::SignOutAnyway)>{words.sign_out_anyway}</Button>
            </div>
        </Dialog>
    }
}
