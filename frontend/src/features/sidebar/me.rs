//! Who one is, and the way out.

use client_core::{
    input::Intent,
    select::{SessionView, SignOutView},
};
use leptos::prelude::*;

use crate::{
    store::use_store,
    text::text,
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
    view! {
        <div class="sidebar-me">
            {move || me.get().map(|me| view! {
                <Avatar name=me.name.to_string() seed=me.id.to_string() size=Size::Small />
                <div class="sidebar-me-names">
                    <span class="sidebar-name" dir="auto">{me.name.to_string()}</span>
                    <span class="sidebar-me-username">{format!("@{}", me.username)}</span>
                </div>
            })}
            <IconButton label=words.sign_out icon=IconKind::Leave on_press=move |_| store.intend(Intent::SignOut) />
        </div>
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
