//! What one is told of a conversation: of which messages, and for how long of none.

use client_core::{
    input::{Intent, Permission},
    select::{HeaderView, Muted},
};
use common::{ids::ConversationId, model::settings::Notify};
use leptos::prelude::*;

use crate::{
    later::later,
    store::{Style, use_store},
    text::telling::telling as words,
    ui::button::{Button, Weight},
};

const HOUR_MS: u64 = 3_600_000;

later! {
    /// The choices for one conversation.
    pub(super) telling(conv: ConversationId) => view! { <Telling conv /> }
}

#[component]
fn Telling(conv: ConversationId) -> impl IntoView {
    let store = use_store();
    let words = words();
    let state = Memo::new(move |_| match store.open().get()?.header.get() {
        HeaderView::Known { notify, .. } => notify,
        _ => None,
    });
    let notify = move || state.get().map(|(notify, _)| notify);
    let muted = move || state.get().map_or(Muted::No, |(_, muted)| muted);
    let mute = move |millis: Option<u64>, words: &'static str| {
        view! {
            <Button weight=Weight::Edged on_press=move |_| store.intend(Intent::Mute { conv, millis })>{words}</Button>
        }
    };
    let bars = store.bars();
    view! {
        <div class="mute">
            {move || match bars.with(|bars| bars.permission) {
                Permission::Granted => None,
                Permission::Denied => Some(view! { <p class="mute-denied">{words.denied}</p> }.into_any()),
                Permission::Missing => Some(view! { <p class="mute-denied">{words.missing}</p> }.into_any()),
                Permission::Unasked => Some(view! {
                    <Button weight=Weight::Main on_press=move |_| store.intend(Intent::AllowNotifications)>{words.allow}</Button>
                }.into_any()),
            }}
            <fieldset class="mute-group">
                <legend class="mute-legend">{words.which}</legend>
                {[(Notify::All, words.all), (Notify::Mentions, words.mentions), (Notify::None, words.none)]
                    .map(|(choice, words)| view! {
                        <label class="mute-choice">
                            <input
                                type="radio"
                                name="notify"
                                prop:checked=move || notify() == Some(choice)
                                on:change=move |_| store.intend(Intent::Notify { conv, notify: choice })
                            />
                            {words}
                        </label>
                    })
                    .collect_view()}
            </fieldset>
            <fieldset class="mute-group">
                <legend class="mute-legend">{words.mute}</legend>
                <p class="mute-state" role="status">
                    {move || match muted() {
                        Muted::No => None,
                        Muted::Until(at) => Some((words.muted_until)(&store.write_time(at, Style::ShortExact))),
                        Muted::ForGood => Some(words.muted_for_good.to_owned()),
                    }}
                </p>
                <div class="mute-times">
                    {move || if muted() == Muted::No {
                        view! {
                            {mute(Some(HOUR_MS), words.one_hour)}
                            {mute(Some(8 * HOUR_MS), words.eight_hours)}
                            {mute(Some(u64::MAX), words.for_good)}
                        }.into_any()
                    } else {
                        mute(None, words.unmute).into_any()
                    }}
                </div>
            </fieldset>
            <p class="field-rule">{words.nobody_learns}</p>
        </div>
    }
}
