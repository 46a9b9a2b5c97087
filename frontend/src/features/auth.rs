//! The forms to sign in, to register and to come in by a recovery code: one card each.

mod passphrase;
mod password;
mod recover;
mod register;
mod sign_in;

use client_core::select::{Field, FormError, FormView, SessionView};
use leptos::prelude::*;

pub(crate) use self::{recover::recover_form, register::register_form, sign_in::SignInForm};
use crate::{
    store::use_store,
    text::{refusal, text},
    ui::{
        field::Mistake,
        icon::{Icon, IconKind},
    },
};

/// The forms' state, while nobody is signed in.
fn form() -> Signal<Option<FormView>> {
    let session = use_store().session();
    Memo::new(move |_| match session.get() {
        SessionView::SignedOut(form) => Some(form),
        SessionView::Loading { .. } | SessionView::SignedIn { .. } => None,
    })
    .into()
}

/// A request is on its way.
fn busy(form: Signal<Option<FormView>>) -> Signal<bool> {
    Signal::derive(move || form.with(|form| form.as_ref().is_some_and(|form| form.busy)))
}

/// What is wrong with a field; with `None`, with the whole form.
fn trouble(form: Signal<Option<FormView>>, field: Option<Field>) -> Signal<Option<Mistake>> {
    let mistake = |error: &FormError| Mistake {
        attempt: error.attempt,
        words: refusal(error.code, &error.message),
    };
    Signal::derive(move || {
        form.with(|form| {
            // While the next attempt is on its way, the last one's words would be about something that may no longer be there.
            let form = form.as_ref().filter(|form| !form.busy)?;
            form.error
                .as_ref()
                .filter(|error| error.field == field)
                .map(mistake)
        })
    })
}

/// What every form stands in: the product's name, a card with what one does here, and the ways to the other forms.
#[component]
fn Card(
    /// What one does here.
    title: &'static str,
    /// The ways to the other forms, below the card.
    ways: AnyView,
    /// What the card holds.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="auth">
            <div class="auth-brand">
                <span class="wordmark">{text().app}</span>
                <p class="auth-slogan">{text().auth.slogan}</p>
            </div>
            <div class="auth-card">
                <h1 class="auth-title">{title}</h1>
                {children()}
            </div>
            {ways}
        </div>
    }
}

/// What is wrong with the whole form.
#[component]
fn Trouble(form: Signal<Option<FormView>>) -> impl IntoView {
    let trouble = trouble(form, None);
    move || {
        trouble.get().map(|Mistake { words, .. }| {
            view! {
                <p class="auth-trouble" role="alert"><Icon kind=IconKind::Alert />{words}</p>
            }
        })
    }
}
