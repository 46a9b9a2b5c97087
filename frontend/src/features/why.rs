//! Why something is shown as it is: the chain behind a message, a tick, a badge or someone's presence.

mod message;
mod presence;
mod unread;

use client_core::{input::Intent, select::WhyView};
use leptos::prelude::*;

use crate::{
    later::{Later, later},
    store::use_store,
    text::{text, why::why},
    ui::dialog::Dialog,
};

/// The dialog, while something is asked.
#[component]
pub(crate) fn Why() -> impl IntoView {
    let store = use_store();
    view! {
        <Dialog
            title=text().why
            id="why"
            close=text().close
            open=store.asks_why()
            on_close=move |()| store.intend(Intent::CloseWhy)
        >
            <Later part=answer />
        </Dialog>
    }
}

later! {
    /// Why something is shown as it is.
    answer() => view! { <Answer /> }
}

#[component]
fn Answer() -> impl IntoView {
    let store = use_store();
    let answer = store.why();
    view! {
        <div class="why" aria-live="polite">
            {move || match answer.get() {
                Some(WhyView::Message(why)) => message::explain(&why, store).into_any(),
                Some(WhyView::Unread(why)) => unread::explain(&why).into_any(),
                Some(WhyView::Presence(why)) => presence::explain(&why, store).into_any(),
                Some(WhyView::Gone) => view! { <p>{why().gone}</p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}
