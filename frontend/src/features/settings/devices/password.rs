//! Another password.

use client_core::{
    devices::{ChangePassword, Wish},
    select::AccountView,
};
use leptos::prelude::*;

use super::{Place, Trouble, Whose, trouble};
use crate::{
    features::settings::Group,
    store::DevicesPage,
    text::{devices::devices as words, text},
    ui::{button::SubmitButton, field::TextField},
};

/// The form for another password.
#[component]
pub(super) fn NewPassword(page: DevicesPage, account: Signal<AccountView>) -> impl IntoView {
    let form = page.part(|page| page.password.clone());
    let least = page.part(|page| page.password_chars);
    let busy = Signal::derive(move || form.with(|form| form.busy));
    let done = Memo::new(move |_| form.with(|form| form.done));
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if done.get() > 0 {
            current.set(String::new());
            new.set(String::new());
        }
    });
    view! {
        <Group id="password" title=words().password more=words().password_more>
            <Trouble mistake=trouble(form, |place| matches!(place, Place::Form)) />
            <form
                class="auth-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    page.wish(Wish::ChangePassword(ChangePassword {
                        current: current.get_untracked(),
                        new: new.get_untracked(),
                    }));
                }
            >
                <Whose account />
                <TextField
                    label=words().current
                    id="current-password"
                    value=current
                    kind="password"
                    autocomplete="current-password"
                    error=trouble(form, |place| matches!(place, Place::Current))
                />
                <TextField
                    label=words().new
                    id="new-password"
                    value=new
                    kind="password"
                    autocomplete="new-password"
                    rule=(text().auth.password_rule)(least.get_untracked())
                    error=trouble(form, |place| matches!(place, Place::New))
                />
                <div><SubmitButton resting=busy>{words().change}</SubmitButton></div>
                <p class="field-rule" role="status">{move || (done.get() > 0).then_some(words().changed)}</p>
            </form>
        </Group>
    }
}
