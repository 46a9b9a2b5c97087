//! What one may do about a conversation, beside writing in it.

use std::sync::Arc;

use client_core::{
    input::{Intent, Matter},
    select::{HeaderView, Muted},
};
use common::model::settings::Notify;
use leptos::prelude::*;

use super::{contact::ContactAction, here::ShowHere};
use crate::{
    later::later,
    store::{OpenConversation, use_store},
    text::{telling::telling as words, text},
    ui::button::{Button, Weight},
};

later! {
    /// What one may do about a conversation, beside writing in it.
    pub(super) actions(open: Arc<OpenConversation>, telling: RwSignal<bool>, reporting: RwSignal<bool>) => view! {
        <Actions open=open.clone() telling reporting />
    }
}

#[component]
fn Actions(
    open: Arc<OpenConversation>,
    telling: RwSignal<bool>,
    reporting: RwSignal<bool>,
) -> impl IntoView {
    let store = use_store();
    let consent = &text().consent;
    let conv = open.conv;
    let header = open.header.clone();
    let of_telling = header.clone();
    // Whether nothing is told; nothing where that cannot be chosen.
    let told = Memo::new(move |_| {
        of_telling.with(|view| match view {
            HeaderView::Known { notify, .. } => {
                notify.map(|(notify, muted)| notify == Notify::None || muted != Muted::No)
            }
            _ => None,
        })
    });
    view! {
        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::MarkUnread(conv))>{consent.mark_unread}</Button>
        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::AskWhy(Matter::Unread(conv)))>{text().why_unread}</Button>
        <ContactAction open />
        <ShowHere conv />
        {move || told.get().map(|muted| {
            let name = if muted { words().menu_muted } else { text().notifications.menu };
            view! { <Button weight=Weight::Small on_press=move |_| telling.set(true)>{name}</Button> }
        })}
        {move || header.with(|header| match header {
            HeaderView::Known { partner: Some(user), blocked, title, .. } => {
                let (user, on) = (*user, !*blocked);
                let name = if on { (consent.block_name)(title) } else { (consent.unblock_name)(title) };
                Some(view! {
                    <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Block { user, on })>{name}</Button>
                })
            }
            _ => None,
        })}
        <Button weight=Weight::Small on_press=move |_| reporting.set(true)>{consent.report}</Button>
    }
}
