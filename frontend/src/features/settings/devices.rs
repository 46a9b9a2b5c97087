//! Where one is signed in, the password and the recovery codes.

mod codes;
mod list;
mod password;

use client_core::{
    devices::Form,
    select::{AccountView, ErrorCode, Field, FormError},
};
use leptos::prelude::*;

use self::{codes::Codes, list::List, password::NewPassword};
use super::{Group, Panel};
use crate::{
    store::{DevicesPage, use_store},
    text::{devices::devices as words, refusal, settings::settings},
    ui::{
        field::Mistake,
        icon::{Icon, IconKind},
    },
};

/// Where one is signed in, the password and the recovery codes.
#[component]
pub(super) fn DeviceSettings(
    /// The account.
    account: Signal<AccountView>,
) -> impl IntoView {
    let store = use_store();
    let page = DevicesPage::open(store);
    let demo = DevicesPage::without_password(store);
    view! {
        <Panel title=settings().devices>
            <List page />
            {if demo {
                view! { <Group id="password" title=words().password more=words().demo>""</Group> }.into_any()
            } else {
                view! { <NewPassword page account /><Codes page account /> }.into_any()
            }}
        </Panel>
    }
}

/// Where a form's trouble is shown.
#[derive(Clone, Copy)]
enum Place {
    /// At the present password.
    Current,
    /// At the new one.
    New,
    /// Above the form.
    Form,
}

impl Place {
    fn of(error: &FormError) -> Self {
        match (error.field, error.code) {
            (Some(Field::Password), _) => Self::New,
            (_, ErrorCode::WrongCredentials) => Self::Current,
            _ => Self::Form,
        }
    }
}

/// What of a form's trouble is shown here. While the next attempt is on its way, nothing is.
fn trouble(form: Signal<Form>, here: fn(Place) -> bool) -> Signal<Option<Mistake>> {
    Signal::derive(move || {
        form.with(|form| {
            let error = form.error.as_ref().filter(|_| !form.busy)?;
            here(Place::of(error)).then(|| mistake(error))
        })
    })
}

fn mistake(error: &FormError) -> Mistake {
    Mistake {
        attempt: error.attempt,
        words: match error.code {
            ErrorCode::WrongCredentials => words().wrong_password.to_owned(),
            code => refusal(code, &error.message),
        },
    }
}

/// Whose password it is, for the browser's keeper of passwords.
#[component]
fn Whose(account: Signal<AccountView>) -> impl IntoView {
    let username = move || account.with(|account| account.username.clone());
    view! { <input type="text" autocomplete="username" hidden prop:value=username /> }
}

/// Trouble that belongs to no field.
#[component]
fn Trouble(#[prop(into)] mistake: Signal<Option<Mistake>>) -> impl IntoView {
    move || {
        mistake.get().map(|Mistake { words, .. }| {
            view! { <p class="auth-trouble" role="alert"><Icon kind=IconKind::Alert />{words}</p> }
        })
    }
}
