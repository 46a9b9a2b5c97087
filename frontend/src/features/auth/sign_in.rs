//! Signing in.

use client_core::{
    input::Intent,
    select::{Field, FormView},
};
use leptos::prelude::*;

use super::{Card, Trouble, busy, form, password::PasswordField, trouble};
use crate::{
    store::{may_register, use_store},
    text::text,
    ui::{
        avatar::Avatar,
        button::{Button, SubmitButton, Weight},
        field::TextField,
    },
};

/// The form to sign in.
#[component]
pub(crate) fn SignInForm() -> impl IntoView {
    let store = use_store();
    let words = &text().auth;
    let form = form();
    let busy = busy(form);
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let ended = move || form.with(|form| form.as_ref().and_then(|form| form.ended));
    let open = move || form.with(|form| form.as_ref().is_some_and(may_register));
    let ways = view! {
        <p class="auth-other"><a href="/recover">{words.forgotten}</a></p>
        <p class="auth-other">
            {move || if open() {
                view! { {words.no_account} " " <a href="/register">{words.create_account_link}</a> }.into_any()
            } else {
                words.closed.into_any()
            }}
        </p>
    };
    view! {
        <Card title=words.sign_in ways=ways.into_any()>
            {move || ended().map(|because| view! { <p role="status">{(words.ended)(because)}</p> })}
            <Trouble form />
            <form
                class="auth-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        store.sign_in(username.get_untracked(), password.get_untracked());
                    }
                }
            >
                <TextField
                    label=words.username
                    id="username"
                    value=username
                    autocomplete="username"
                    error=trouble(form, Some(Field::Username))
                    first=true
                />
                <PasswordField value=password autocomplete="current-password" error=trouble(form, Some(Field::Password)) />
                <SubmitButton resting=busy>{words.sign_in}</SubmitButton>
            </form>
            <Demo form />
        </Card>
    }
}

/// The people of a demo, each by one click.
#[component]
fn Demo(form: Signal<Option<FormView>>) -> impl IntoView {
    let store = use_store();
    let people = Memo::new(move |_| form.with(|form| form.as_ref().map(|form| form.demo.clone())));
    move || {
        let people = people.get().filter(|people| !people.is_empty())?;
        let buttons = people
            .into_iter()
            .map(|profile| {
                let (name, seed) = (profile.name.to_string(), profile.id.to_string());
                view! {
                    <li>
                        <Button weight=Weight::Edged on_press=move |_| store.intend(Intent::SignInAs(profile.id))>
                            <Avatar name=name.clone() seed picture=profile.picture />
                            {name}
                        </Button>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <section class="auth-demo" aria-labelledby="demo-title">
                <h2 class="auth-demo-title" id="demo-title">{text().auth.demo}</h2>
                <ul class="auth-demo-people">{buttons}</ul>
            </section>
        })
    }
}
