//! Coming in by a recovery code.

use client_core::{
    input::{Intent, Recover},
    select::{ErrorCode, Field},
};
use leptos::prelude::*;

use super::{Card, busy, form, password::PasswordField, trouble};
use crate::{
    later::later,
    store::use_store,
    text::{devices::devices, refusal, text},
    ui::{
        button::SubmitButton,
        field::TextField,
        icon::{Icon, IconKind},
    },
};

later! {
    /// The form to come in by a recovery code.
    pub(crate) recover_form() => view! { <RecoverForm /> }
}

#[component]
fn RecoverForm() -> impl IntoView {
    let store = use_store();
    let (words, own) = (&text().auth, devices());
    let form = form();
    let busy = busy(form);
    let least = move || form.with(|form| form.as_ref().map_or(0, |form| form.password_chars));
    let (username, code, password) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let whole = move || {
        form.with(|form| {
            let form = form.as_ref().filter(|form| !form.busy)?;
            let error = form.error.as_ref().filter(|error| error.field.is_none())?;
            Some(match error.code {
                ErrorCode::WrongCredentials => own.wrong_code.to_owned(),
                code => refusal(code, &error.message),
            })
        })
    };
    let ways = view! { <p class="auth-other"><a href="/sign-in">{words.sign_in}</a></p> };
    view! {
        <Card title=own.recover_title ways=ways.into_any()>
            <p>{own.recover_more}</p>
            {move || whole().map(|words| view! {
                <p class="auth-trouble" role="alert"><Icon kind=IconKind::Alert />{words}</p>
            })}
            <form
                class="auth-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        store.intend(Intent::Recover(Recover {
                            username: username.get_untracked(),
                            code: code.get_untracked(),
                            password: password.get_untracked(),
                        }));
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
                <TextField label=own.code id="code" value=code autocomplete="off" rule=own.code_rule />
                <PasswordField
                    value=password
                    autocomplete="new-password"
                    rule=(words.password_rule)(least())
                    error=trouble(form, Some(Field::Password))
                />
                <SubmitButton resting=busy>{own.recover}</SubmitButton>
            </form>
        </Card>
    }
}
