//! What stands over the app until it is no longer so: that nothing is kept, and the question whether to tell of new messages.

use client_core::input::{Intent, Permission};
use leptos::prelude::*;

use crate::{
    later::{Later, later},
    store::use_store,
    text::{telling::telling, text},
    ui::button::{Button, Weight},
};

/// The bars. The region stays, so that a screen reader hears what comes into it.
#[component]
pub(crate) fn BarsView() -> impl IntoView {
    let bars = use_store().bars();
    let any = Memo::new(move |_| bars.with(|bars| bars.unkept || bars.offer));
    view! {
        <div aria-live="polite">
            <Show when=move || any.get()>
                <Later part=bars_there />
            </Show>
        </div>
    }
}

later! {
    /// What stands there.
    bars_there() => view! { <BarsThere /> }
}

#[component]
fn BarsThere() -> impl IntoView {
    let bars = use_store().bars();
    let unkept = Memo::new(move |_| bars.with(|bars| bars.unkept));
    let offered = Memo::new(move |_| bars.with(|bars| bars.offer));
    view! {
        {move || unkept.get().then(|| view! { <p class="banner banner-waiting" role="status">{telling().unkept}</p> })}
        {move || offered.get().then(|| view! { <Offer /> })}
    }
}

/// The question whether to tell of new messages. It comes while one reads, so it stands over the page, as what is said in passing does, and pushes
/// nothing away.
#[component]
fn Offer() -> impl IntoView {
    let store = use_store();
    let bars = store.bars();
    let words = telling();
    let press = move |intent: Intent, words: &'static str| {
        view! {
            <Button
                weight=Weight::Small
                on_press=move |_| store.intend_and_leave(intent.clone())
            >
                {words}
            </Button>
        }
    };
    move || {
        let denied = bars.with(|bars| bars.permission == Permission::Denied);
        view! {
            <div class="toasts">
                <div class="toast" role="status">
                    <span>{if denied { words.denied } else { words.offer }}</span>
                    {(!denied).then(|| press(Intent::AllowNotifications, words.allow))}
                    {press(Intent::DeclineNotifications, if denied { text().close } else { words.later })}
                </div>
            </div>
        }
    }
}
