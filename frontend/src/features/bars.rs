//! What stands over the app until it is no longer so, apart from the connection: that nothing is kept.

use leptos::prelude::*;

use crate::{store::use_store, text::text};

/// The bar. The region stays, so that a screen reader hears what comes into it.
#[component]
pub(crate) fn BarsView() -> impl IntoView {
    let bars = use_store().bars();
    let unkept = Memo::new(move |_| bars.with(|bars| bars.unkept));
    view! {
        <div aria-live="polite">
            {move || unkept.get().then(|| view! { <p class="banner banner-waiting" role="status">{text().unkept}</p> })}
        </div>
    }
}
