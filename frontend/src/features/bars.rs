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
    let offer = move |permission| {
        let denied = permission == Permission::Denied;
        view! {
            <div class="banner" role="status">
                <span>{if denied { words.denied } else { words.offer }}</span>
                {(!denied).then(|| press(Intent::AllowNotifications, words.allow))}
                {press(Intent::DeclineNotifications, if denied { text().close } else { words.later })}
            </div>
        }
    };
    move || {
        let bars = bars.get();
        view! {
            {bars.unkept.then(|| view! { <p class="banner banner-waiting" role="status">{words.unkept}</p> })}
            {bars.offer.then(|| offer(bars.permission))}
        }
    }
}
