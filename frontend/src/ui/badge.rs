//! A count.

use leptos::prelude::*;

/// A count in a pill; without a text, a dot. Its words for a screen reader are the surrounding's affair.
#[component]
pub(crate) fn Badge(
    /// What it shows.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class="badge" aria-hidden="true">{text}</span> }
}
