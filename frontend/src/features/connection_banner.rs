//! The state of the connection; nothing while everything is as it should be.

use client_core::{input::Intent, select::Banner};
use leptos::prelude::*;

use crate::{
    store::use_store,
    text::text,
    ui::button::{Button, Weight},
};

/// The banner over the app. The region stays, so that a screen reader hears what comes into it; a status it is only while it says something.
#[component]
pub(crate) fn ConnectionBanner() -> impl IntoView {
    let store = use_store();
    let banner = store.banner();
    let act = move |intent: Intent, words: &'static str| {
        view! {
            <Button
                weight=Weight::Small
                on_press=move |_| store.intend_and_leave(intent.clone())
            >
                {words}
            </Button>
        }
    };
    view! {
        <div aria-live="polite" role=move || banner.get().map(|_| "status")>
            {move || {
                let link = &text().link;
                let banner = banner.get()?;
                let (class, words) = match banner {
                    Banner::Connecting => ("banner", link.connecting.to_owned()),
                    Banner::Updating => ("banner", link.updating.to_owned()),
                    Banner::Reconnecting { in_s } => ("banner banner-waiting", (link.reconnecting)(in_s)),
                    Banner::Offline => ("banner banner-waiting", link.offline.to_owned()),
                    Banner::GoingAway { in_s } => ("banner banner-waiting", (link.going_away)(in_s)),
                    Banner::OutOfDate => ("banner banner-broken", link.out_of_date.to_owned()),
                };
                let action = match banner {
                    Banner::Reconnecting { in_s: 1.. } | Banner::GoingAway { in_s: 1.. } => {
                        Some(act(Intent::ReconnectNow, link.try_now))
                    }
                    Banner::OutOfDate => Some(act(Intent::Reload, text().reload)),
                    _ => None,
                };
                // Seconds that pass are seen, not read aloud one by one.
                let spoken = match banner {
                    Banner::Reconnecting { in_s: 1.. } => Some((link.reconnecting)(0)),
                    Banner::GoingAway { in_s: 1.. } => Some((link.going_away)(0)),
                    _ => None,
                };
                Some(view! {
                    <div class=class>
                        <span aria-hidden=spoken.is_some().then_some("true")>{words}</span>
                        {spoken.map(|spoken| view! { <span class="unseen">{spoken}</span> })}
                        {action}
                    </div>
                })
            }}
        </div>
    }
}
