//! What one may do about a conversation, beside writing in it.

use std::sync::Arc;

use client_core::{
    input::{Intent, Matter},
    select::HeaderView,
};
use leptos::prelude::*;

use super::contact::ContactAction;
use crate::{
    later::later,
    store::{OpenConversation, use_store},
    text::text,
    ui::button::{Button, Weight},
};

later! {
    /// What one may do about a conversation, beside writing in it.
    pub(super) actions(open: Arc<OpenConversation>) => view! { <Actions open=open.clone() /> }
}

#[component]
fn Actions(open: Arc<OpenConversation>) -> impl IntoView {
    let store = use_store();
    let words = &text().consent;
    let conv = open.conv;
    let header = open.header.clone();
    view! {
        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::MarkUnread(conv))>{words.mark_unread}</Button>
        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::AskWhy(Matter::Unread(conv)))>{text().why_unread}</Button>
        <ContactAction open />
        {move || header.with(|header| match header {
            HeaderView::Known { partner: Some(user), blocked, title, .. } => {
                let (user, on) = (*user, !*blocked);
                let name = if on { (words.block_name)(title) } else { (words.unblock_name)(title) };
                Some(view! {
                    <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Block { user, on })>{name}</Button>
                })
            }
            _ => None,
        })}
    }
}
