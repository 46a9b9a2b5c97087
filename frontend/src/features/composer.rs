//! Where one writes.

mod offers;

use std::sync::Arc;

use client_core::{
    input::Intent,
    select::{ComposerNotice, ComposerView, TypingView},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task};

use self::offers::offers;
use crate::{
    later::Later,
    store::{OpenConversation, use_store},
    text::text,
    ui::{
        composing::composes,
        icon::{Icon, IconKind},
    },
};

/// Lines that the text field grows to where the browser cannot size it by its content.
const MOST_LINES: usize = 8;

/// The composer of the conversation on screen.
#[component]
pub(crate) fn Composer(
    /// The conversation.
    open: Arc<OpenConversation>,
) -> impl IntoView {
    let store = use_store();
    let words = &text().composer;
    let conv = open.conv;
    let view: Signal<ComposerView> = open.composer.read_only().into();
    let typing: Signal<TypingView> = open.typing.read_only().into();
    let field = NodeRef::<html::Textarea>::new();
    let wanted = store.composer_wanted();

    // What is typed is in the field already; only what comes from elsewhere is put into it, so that the caret stays.
    Effect::new(move || {
        let text = view.with(|view| view.text.clone());
        if let Some(field) = field.get()
            && field.value() != text
        {
            field.set_value(&text);
        }
    });
    Effect::new(move || {
        if wanted.get()
            && let Some(field) = field.get()
        {
            wanted.set(false);
            task::spawn_local(async move {
                // A text field that has just been made is put on the page after this; there it takes the focus.
                task::tick().await;
                let _ = field.focus();
            });
        }
    });

    let to_end: RwSignal<u32> = open.to_end.clone().into();
    let send = move || {
        if view.with_untracked(|view| view.can_send) {
            store.intend(Intent::Send(conv));
            // Wherever one was reading: one sees what one has said.
            to_end.update(|calls| *calls += 1);
        }
    };
    let any_offers = Memo::new(move |_| view.with(|view| !view.offers.is_empty()));
    let open = StoredValue::new(open);
    let lines = move || view.with(|view| view.text.split('\n').count().min(MOST_LINES));
    let cannot_send = move || !view.with(|view| view.can_send);
    view! {
        <div class="composer">
            <p
                class="composer-typing"
                role="status"
                aria-live=move || if typing.with(|typing| typing.aloud) { "polite" } else { "off" }
                dir="auto"
            >
                {move || typing.with(|typing| (text().typing)(&typing.names, typing.count, typing.kind))}
            </p>
            <Show when=move || any_offers.get()>
                <Later part={
                    let open = open.get_value();
                    move || offers(open.clone())
                } />
            </Show>
            <div class="composer-box">
                <textarea
                    node_ref=field
                    class="composer-text"
                    aria-label=words.label
                    placeholder=words.placeholder
                    dir="auto"
                    rows=move || lines().to_string()
                    enterkeyhint="send"
                    aria-describedby="composer-trouble"
                    aria-invalid=move || view.with(|view| view.notice.is_some()).then_some("true")
                    disabled=move || !view.with(|view| view.enabled)
                    on:focus=move |_| store.intend(Intent::UseComposer { conv, on: true })
                    on:blur=move |_| store.intend(Intent::UseComposer { conv, on: false })
                    on:input=move |event| store.intend(Intent::EditDraft { conv, text: event_target_value(&event) })
                    on:keydown=move |event| {
                        if sends(&event) {
                            event.prevent_default();
                            send();
                        }
                    }
                ></textarea>
                <button
                    type="button"
                    class="button button-main composer-send"
                    aria-label=words.send
                    title=words.send
                    aria-disabled=move || cannot_send().then_some("true")
                    on:click=move |_| {
                        send();
                        wanted.set(true);
                    }
                >
                    <Icon kind=IconKind::Send />
                </button>
            </div>
            <div id="composer-trouble" aria-live="polite">
                {move || trouble(&view.get()).map(|trouble| view! {
                    <p class="composer-trouble"><Icon kind=IconKind::Alert size=16 />{trouble}</p>
                })}
            </div>
        </div>
    }
}

/// Enter sends; with Shift it breaks the line.
fn sends(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.shift_key() && !composes(event)
}

fn trouble(view: &ComposerView) -> Option<String> {
    let words = &text().composer;
    view.notice.map(|notice| match notice {
        ComposerNotice::TooLong { bytes, most } => (words.too_long)(bytes, most),
        ComposerNotice::ControlCharacter { code } => (words.control)(code),
    })
}
