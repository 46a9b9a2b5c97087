//! The question whether to tell of new messages.

use client_core::input::{Intent, Permission};
use leptos::prelude::*;

use crate::{
    later::later,
    store::use_store,
    text::{telling::telling, text},
    ui::button::{Button, Weight},
};

later! {
    /// The question.
    pub(super) offer() => view! { <Offer /> }
}

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
            <div class="toast" role="status">
                <span>{if denied { words.denied } else { words.offer }}</span>
                {(!denied).then(|| press(Intent::AllowNotifications, words.allow))}
                {press(Intent::DeclineNotifications, if denied { text().close } else { words.later })}
            </div>
        }
    }
}
