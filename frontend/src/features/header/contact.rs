//! Someone is made a contact, or no longer is one.

use client_core::{input::Intent, select::HeaderView};
use leptos::prelude::*;

use crate::{
    store::{OpenConversation, use_store},
    text::settings::settings as words,
    ui::button::{Button, Weight},
};

/// Makes the other person a contact, unless they are blocked.
#[component]
pub(super) fn ContactAction(open: std::sync::Arc<OpenConversation>) -> impl IntoView {
    let store = use_store();
    let person = Memo::new(move |_| {
        open.header.with(|header| match header {
            HeaderView::Known {
                partner: Some(user),
                blocked: false,
                title,
                ..
            } => Some((*user, title.clone())),
            _ => None,
        })
    });
    move || {
        let (user, title) = person.get()?;
        let own = &words().contacts;
        let contact = store.is_contact(user).get();
        let name = if contact {
            own.remove_name
        } else {
            own.add_name
        };
        Some(view! {
            <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Contact { user, on: !contact })>
                {name(&title)}
            </Button>
        })
    }
}
