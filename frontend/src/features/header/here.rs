//! What one shows in this conversation, where it is to differ from everywhere else.

use client_core::{input::Intent, select::HereView};
use common::ids::ConversationId;
use leptos::prelude::*;

use crate::{
    store::use_store,
    text::settings::settings as words,
    ui::button::{Button, Weight},
};

/// Switches what one shows here. The menu closes with each, so that it is read when it opens.
#[component]
pub(super) fn ShowHere(conv: ConversationId) -> impl IntoView {
    let store = use_store();
    let own = &words().here;
    let HereView { receipts, typing } = store.here(conv);
    view! {
        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::ShowReceipts { conv, on: !receipts })>
            {if receipts { own.hide_receipts } else { own.show_receipts }}
        </Button>
        {typing.map(|shown| view! {
            <Button weight=Weight::Small on_press=move |_| store.intend(Intent::ShowTyping { conv, on: !shown })>
                {if shown { own.hide_typing } else { own.show_typing }}
            </Button>
        })}
    }
}
