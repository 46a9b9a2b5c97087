//! Any other address.

use client_core::input::Route;
use leptos::prelude::*;

use crate::text::text;

/// Says that nothing is here, and leads back.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let words = &text().lost;
    view! {
        <main class="page">
            <div class="empty">
                <h1 class="empty-title">{words.title}</h1>
                <p>{words.more}</p>
                <a class="button button-main" href=Route::Home.path()>{words.home}</a>
            </div>
        </main>
    }
}
