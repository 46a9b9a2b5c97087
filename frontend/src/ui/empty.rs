//! A place without content says what to do first.

use leptos::prelude::*;

/// A heading that is none (the page has its own), a line, and what to do.
#[component]
pub(crate) fn Empty(
    /// What is the case.
    title: &'static str,
    /// What may be done.
    #[prop(into)]
    more: String,
    /// The button to do it with.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{more}</p>
            {children.map(|children| children())}
        </div>
    }
}
