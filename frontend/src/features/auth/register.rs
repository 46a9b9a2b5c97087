//! Making an account.

use client_core::select::Field;
use leptos::prelude::*;

use super::{Card, Trouble, busy, form, passphrase, password::PasswordField, trouble};
use crate::{
    later::later,
    store::{may_register, random, use_store},
    text::text,
    ui::{
        button::{Button, SubmitButton, Weight},
        field::TextField,
    },
};

later! {
    /// The form to make an account.
    pub(crate) register_form() => view! { <RegisterForm /> }
}

#[component]
fn RegisterForm() -> impl IntoView {
    let store = use_store();
    let words = &text().auth;
    let form = form();
    let busy = busy(form);
    let least = move || form.with(|form| form.as_ref().map_or(0, |form| form.password_chars));
    let open = Memo::new(move |_| form.with(|form| form.as_ref().is_none_or(may_register)));
    let (username, name, password) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let suggested = RwSignal::new(false);
    // What was wrong with the last password says nothing about the one that was suggested since.
    let wrong = trouble(form, Some(Field::Password));
    let settled = RwSignal::new(None);
    let wrong_still = Signal::derive(move || wrong.get().filter(|_| wrong.get() != settled.get()));
    let fields = move || {
        view! {
            <form
                class="auth-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        store.register(username.get_untracked(), name.get_untracked(), password.get_untracked());
                    }
                }
            >
                <TextField
                    label=words.username
                    id="username"
                    value=username
                    autocomplete="username"
                    rule=words.username_rule
                    error=trouble(form, Some(Field::Username))
                    first=true
                />
                <TextField
                    label=words.display_name
                    id="name"
                    value=name
                    autocomplete="name"
                    rule=words.display_name_rule
                    error=trouble(form, Some(Field::Name))
                />
                <PasswordField
                    value=password
                    autocomplete="new-password"
                    rule=(words.password_rule)(least())
                    error=wrong_still
                    shown=suggested
                >
                    <Button
                        weight=Weight::Small
                        on_press=move |_| {
                            password.set(passphrase::draw(random()));
                            settled.set(wrong.get_untracked());
                            suggested.set(true);
                        }
                    >
                        {words.suggest}
                    </Button>
                </PasswordField>
                {move || suggested.get().then(|| view! { <p class="field-rule" role="status">{words.suggested}</p> })}
                <SubmitButton resting=busy>{words.create_account}</SubmitButton>
            </form>
        }
    };
    let ways = view! { <p class="auth-other">{words.have_account} " " <a href="/sign-in">{words.sign_in}</a></p> };
    view! {
        <Card title=words.create_account ways=ways.into_any()>
            <Trouble form />
            <Show when=move || open.get() fallback=move || view! { <p>{words.closed}</p> }>{fields()}</Show>
        </Card>
    }
}
