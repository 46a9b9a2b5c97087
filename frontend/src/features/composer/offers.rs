//! What was begun on other devices without knowing of what is here.

use std::sync::Arc;

use client_core::input::Intent;
use leptos::prelude::*;

use crate::{
    later::later,
    store::{OpenConversation, use_store},
    text::text,
    ui::button::{Button, Weight},
};

later! {
    /// What was begun on other devices.
    pub(super) offers(open: Arc<OpenConversation>) => view! { <Offers open=open.clone() /> }
}

#[component]
fn Offers(open: Arc<OpenConversation>) -> impl IntoView {
    let store = use_store();
    let words = &text().composer;
    let conv = open.conv;
    let composer = open.composer.clone();
    let offers = Memo::new(move |_| composer.with(|view| view.offers.clone()));
    view! {
        <ul class="composer-offers" aria-label=words.offers>
            {move || offers.get().into_iter().map(|offer| {
                let ver = offer.ver;
                view! {
                    <li class="composer-offer">
                        <span class="composer-offer-words">
                            <span class="composer-offer-device">{(words.offer)(&offer.device)}</span>
                            <span class="composer-offer-text" dir="auto">{offer.text}</span>
                        </span>
                        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::TakeDraft { conv, ver })>{words.take}</Button>
                        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::DropDraft { conv, ver })>{words.drop}</Button>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
}
