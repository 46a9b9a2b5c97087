//! What stands where one would write, while something stands between two people: a request, a block, or the wait for an answer;
//! and why someone is reported.

use std::sync::Arc;

use client_core::{input::Intent, select::Gate};
use common::{ids::ConversationId, model::settings::ReportReason};
use leptos::prelude::*;

use crate::{
    later::{Later, later},
    store::{OpenConversation, use_store},
    text::text,
    ui::{
        button::{Button, Weight},
        dialog::Dialog,
    },
};

later! {
    /// What stands where one would write.
    pub(crate) gate(open: Arc<OpenConversation>) => view! { <GateView open=open.clone() /> }
}

#[component]
fn GateView(open: Arc<OpenConversation>) -> impl IntoView {
    let store = use_store();
    let words = &text().consent;
    let conv = open.conv;
    let composer = open.composer.clone();
    let gate = Memo::new(move |_| composer.with(|view| view.gate.clone()));
    let reporting = RwSignal::new(false);
    let unblock = move |user| {
        view! {
            <Button weight=Weight::Edged on_press=move |_| store.intend(Intent::Block { user, on: false })>{words.unblock}</Button>
        }
    };
    view! {
        <section class="gate" aria-label=words.title>
            {move || match gate.get() {
                Gate::Open => ().into_any(),
                Gate::Waiting { name } => view! {
                    <p class="gate-words"><strong>{(words.waiting)(&name)}</strong>" "{words.waiting_more}</p>
                }.into_any(),
                Gate::Blocked { user, name } => view! {
                    <p class="gate-words"><strong>{(words.blocked)(&name)}</strong>" "{words.blocked_more}</p>
                    <div class="gate-choice">{unblock(user)}</div>
                }.into_any(),
                Gate::Request { user, name } => view! {
                    <p class="gate-words"><strong>{(words.request)(&name)}</strong>" "{words.request_more}</p>
                    <div class="gate-choice">
                        <Button weight=Weight::Main on_press=move |_| store.intend(Intent::Accept(conv))>{words.accept}</Button>
                        <Button weight=Weight::Edged on_press=move |_| store.intend(Intent::Decline(conv))>{words.decline}</Button>
                        <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Block { user, on: true })>{words.block}</Button>
                        <Button weight=Weight::Small on_press=move |_| reporting.set(true)>{words.report}</Button>
                    </div>
                }.into_any(),
            }}
        </section>
        <Dialog title=words.report_title id="report-request" close=text().close open=reporting on_close=move |()| reporting.set(false)>
            <Later part=move || reasons(conv, reporting) />
        </Dialog>
    }
}

later! {
    /// Why someone's messages should be looked at.
    pub(super) reasons(conv: ConversationId, open: RwSignal<bool>) => view! { <Reasons conv open /> }
}

#[component]
fn Reasons(conv: ConversationId, open: RwSignal<bool>) -> impl IntoView {
    let store = use_store();
    let words = &text().consent;
    let reasons = [
        (ReportReason::Spam, words.spam),
        (ReportReason::Abuse, words.abuse),
        (ReportReason::Other, words.other),
    ];
    view! {
        <div class="people">
            <p>{words.report_more}</p>
            {reasons.map(|(reason, name)| view! {
                <Button
                    weight=Weight::Edged
                    on_press=move |_| {
                        open.set(false);
                        store.intend(Intent::Report { conv, reason });
                    }
                >
                    {name}
                </Button>
            }).collect_view()}
        </div>
    }
}
