//! `/sign-in`, `/register` and `/recover`, and what is shown until it is known who is signed in.

use leptos::prelude::*;

use crate::{
    features::auth::{SignInForm, recover_form, register_form},
    later::Later,
    text::text,
};

/// The page to sign in.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    view! { <main class="page"><SignInForm /></main> }
}

/// The page to make an account.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    view! { <main class="page"><Later part=register_form /></main> }
}

/// The page to come in by a recovery code.
#[component]
pub(crate) fn RecoverPage() -> impl IntoView {
    view! { <main class="page"><Later part=recover_form /></main> }
}

/// Nothing is known yet.
#[component]
pub(crate) fn WaitingPage(
    /// The server does not answer.
    unreachable: bool,
) -> impl IntoView {
    let words = &text().auth;
    view! {
        <main class="page">
            <div class="empty" role="status">
                <span class="wordmark">{text().app}</span>
                <p>{if unreachable { words.unreachable } else { words.loading }}</p>
            </div>
        </main>
    }
}
