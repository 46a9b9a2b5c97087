//! Recovery codes.

use client_core::{
    devices::{Confirm, Wish},
    select::AccountView,
};
use leptos::prelude::*;

use super::{Place, Trouble, Whose, trouble};
use crate::{
    features::settings::Group,
    store::{DevicesPage, copy},
    text::devices::devices as words,
    ui::{
        button::{Button, SubmitButton, Weight},
        field::TextField,
    },
};

/// The form for recovery codes, and the codes while they are to be written down.
#[component]
pub(super) fn Codes(page: DevicesPage, account: Signal<AccountView>) -> impl IntoView {
    let codes = page.part(|page| page.shown.as_ref().map(|shown| shown.codes.clone()));
    view! {
        <Group id="codes" title=words().codes more=words().codes_more>
            {move || match codes.get() {
                Some(codes) => view! { <Shown page codes /> }.into_any(),
                None => view! { <Ask page account /> }.into_any(),
            }}
        </Group>
    }
}

#[component]
fn Ask(page: DevicesPage, account: Signal<AccountView>) -> impl IntoView {
    let form = page.part(|page| page.codes.clone());
    let busy = Signal::derive(move || form.with(|form| form.busy));
    let password = RwSignal::new(String::new());
    view! {
        <Trouble mistake=trouble(form, |place| !matches!(place, Place::Current)) />
        <form
            class="auth-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                page.wish(Wish::MakeCodes(Confirm {
                    password: password.get_untracked(),
                }));
            }
        >
            <Whose account />
            <TextField
                label=words().confirm
                id="confirm-password"
                value=password
                kind="password"
                autocomplete="current-password"
                error=trouble(form, |place| matches!(place, Place::Current))
            />
            <div><SubmitButton resting=busy>{words().make}</SubmitButton></div>
        </form>
    }
}

#[component]
fn Shown(page: DevicesPage, codes: Vec<String>) -> impl IntoView {
    let all = codes.join("\n");
    let rows = codes
        .into_iter()
        .map(|code| view! { <li>{code}</li> })
        .collect_view();
    view! {
        <p role="status">{words().once}</p>
        <ol class="code-list" aria-label=words().codes>{rows}</ol>
        <div class="settings-choice">
            <Button weight=Weight::Main on_press=move |_| copy(&all)>{words().copy}</Button>
            <Button weight=Weight::Edged on_press=move |_| page.wish(Wish::HideCodes)>{words().written_down}</Button>
        </div>
    }
}
