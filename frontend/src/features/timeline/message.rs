//! One message: who, when, what, and what became of it.

use client_core::{
    input::{Intent, Matter},
    select::{Delivery, MessageRow, RowBody, Times},
};
use common::ids::ConversationId;
use leptos::prelude::*;

use crate::{
    store::{Store, Style, use_store},
    text::{refusal, text},
    ui::{
        avatar::{Avatar, Size},
        button::{Button, Weight},
        icon::{Icon, IconKind},
    },
};

/// Characters of its text in a message's accessible name; the whole is inside.
const NAME_CHARS: usize = 500;

/// One message.
#[component]
pub(super) fn Message(
    /// Where it is.
    conv: ConversationId,
    /// What it is; it may change, its author and key do not.
    message: Memo<Option<MessageRow>>,
) -> impl IntoView {
    let store = use_store();
    let ask_why = Callback::new(move |()| {
        if let Some((author, cid)) =
            message.with_untracked(|row| row.as_ref().map(|row| (row.author, row.cid)))
        {
            store.intend(Intent::AskWhy(Matter::Message { conv, author, cid }));
        }
    });
    let show =
        move |part: fn(&MessageRow) -> bool| message.with(|row| row.as_ref().is_some_and(part));
    let class = move || {
        let mut class = String::from("message");
        for (applies, name) in [
            (show(|row| row.own), " message-own"),
            (show(|row| !row.grouped), " message-first"),
            (
                show(|row| matches!(row.delivery, Delivery::Failed { .. })),
                " message-failed",
            ),
        ] {
            if applies {
                class.push_str(name);
            }
        }
        class
    };
    let head = Memo::new(move |_| {
        message.with(|row| {
            let row = row.as_ref().filter(|row| !row.grouped)?;
            let face = (author(row), row.author.to_string(), row.picture);
            Some((row.own, face, row.at))
        })
    });
    let body = Memo::new(move |_| {
        message.with(|row| row.as_ref().map(|row| (row.body.clone(), row.beginning)))
    });
    let state = Memo::new(move |_| {
        message.with(|row| row.as_ref().map(|row| (row.delivery.clone(), row.at)))
    });
    view! {
        <article
            class=class
            tabindex="-1"
            aria-label=move || message.with(|row| row.as_ref().map(|row| name(row, store)))
            on:keydown=move |event| {
                // Not from a button within.
                if event.key() == "Enter" && event.target() == event.current_target() {
                    event.prevent_default();
                    ask_why.run(());
                }
            }
        >
            {move || (!show(|row| row.own)).then(|| view! {
                <div class="message-picture">
                    {head.get().map(|(_, (name, seed, picture), _)| view! { <Avatar name seed picture size=Size::Small /> })}
                </div>
            })}
            <div class="message-content">
                {move || head.get().map(|(own, (author, ..), at)| view! {
                    <div class="message-head">
                        <span class=if own { "unseen" } else { "message-author" } dir="auto">{author}</span>
                        <Time at />
                    </div>
                })}
                <div class="message-row">
                    <div class="bubble" title=move || message.with(|row| row.as_ref().map(|row| store.write_time(row.at, Style::Exact)))>
                        {move || body.get().map(|(body, beginning)| view! { <BodyView body beginning /> })}
                        {move || show(|row| row.edited).then(|| view! { <span class="message-time">{text().conversation.edited}</span> })}
                    </div>
                    {move || state.get().and_then(|(delivery, at)| tick(&delivery, at, store, ask_why))}
                </div>
                {move || state.get().and_then(|(delivery, _)| trouble(delivery, message, store))}
            </div>
        </article>
    }
}

/// The time over a message; the exact one when pointed at, and for machines.
#[component]
fn Time(at: common::time::Timestamp) -> impl IntoView {
    let store = use_store();
    view! {
        <time class="message-time" title=store.write_time(at, Style::Exact)>{store.write_time(at, Style::Time)}</time>
    }
}

/// What a message says.
#[component]
fn BodyView(body: RowBody, beginning: Option<usize>) -> impl IntoView {
    let words = &text().conversation;
    let full = match body {
        RowBody::Text(text) => text,
        RowBody::Deleted => {
            return view! { <p class="message-gone">{words.deleted}</p> }.into_any();
        }
        RowBody::Unknown => {
            return view! { <p class="message-gone">{words.unknown}</p> }.into_any();
        }
    };
    let long = beginning.is_some();
    let open = RwSignal::new(!long);
    let beginning = beginning.and_then(|upto| full.get(..upto));
    let beginning = beginning.map(|beginning| format!("{beginning}…"));
    let said = move || match &beginning {
        Some(beginning) if !open.get() => beginning.clone(),
        _ => full.clone(),
    };
    view! {
        <div class="message-text" dir="auto">
            {said}
        </div>
        {long.then(|| view! {
            <div class="message-more">
                <Button weight=Weight::Small on_press=move |_| open.update(|open| *open = !*open)>
                    {move || if open.get() { words.show_less } else { words.show_more }}
                </Button>
            </div>
        })}
    }
    .into_any()
}

/// How far an own message has got, beside it; pressed, it says why.
fn tick(
    delivery: &Delivery,
    at: common::time::Timestamp,
    store: Store,
    ask_why: Callback<()>,
) -> Option<AnyView> {
    let words = &text().conversation;
    let (icon, state, times) = match delivery {
        Delivery::Sending => (IconKind::Clock, words.sending, Times::default()),
        Delivery::Sent => (IconKind::Check, words.sent, Times::default()),
        Delivery::Delivered(times) => (IconKind::Checks, words.delivered, *times),
        Delivery::Read(times) => (IconKind::Checks, words.read, *times),
        Delivery::Asking | Delivery::Failed { .. } => return None,
        Delivery::Received => return Some(why_button(ask_why)),
    };
    let written = match delivery {
        Delivery::Sending => words.sending,
        _ => words.sent,
    };
    let steps = [
        (written, Some(at)),
        (words.delivered, times.delivered),
        (words.read, times.read),
    ];
    let steps: Vec<String> = steps
        .into_iter()
        .filter_map(|(step, at)| Some(format!("{step}: {}", store.write_time(at?, Style::Exact))))
        .collect();
    let read = matches!(delivery, Delivery::Read(_)).then_some("true");
    Some(
        view! {
            <button
                type="button"
                class="message-state"
                tabindex="-1"
                aria-haspopup="dialog"
                title=steps.join("\n")
                data-read=read
                on:click=move |_| ask_why.run(())
            >
                <Icon kind=icon size=14 /><span class="unseen">{state}</span>
            </button>
        }
        .into_any(),
    )
}

/// Beside what others wrote, which has no tick: there when it is pointed at.
fn why_button(ask_why: Callback<()>) -> AnyView {
    view! {
        <button
            type="button"
            class="message-state message-why"
            tabindex="-1"
            aria-haspopup="dialog"
            aria-label=text().why
            title=text().why
            on:click=move |_| ask_why.run(())
        >
            <Icon kind=IconKind::Why size=14 />
        </button>
    }
    .into_any()
}

/// What is wrong with an own message, and what can be done.
fn trouble(
    delivery: Delivery,
    message: Memo<Option<MessageRow>>,
    store: Store,
) -> Option<impl IntoView> {
    let words = &text().conversation;
    let (reason, again) = match delivery {
        Delivery::Asking => (words.old.to_owned(), words.send_now),
        Delivery::Failed { code, message } => (refusal(code, &message), words.retry),
        _ => return None,
    };
    let cid = message.with_untracked(|row| row.as_ref().map(|row| row.cid))?;
    let act = move |intent: Intent| {
        store.intend(intent);
        // The button may be gone now, and the focus with it.
        store.composer_wanted().set(true);
    };
    Some(view! {
        <div class="message-trouble">
            <span class="message-trouble-reason"><Icon kind=IconKind::Alert size=16 />{words.not_sent}</span>
            <span>{reason}</span>
            <span class="message-trouble-ways">
                <Button weight=Weight::Small on_press=move |_| act(Intent::Retry(cid))>{again}</Button>
                <Button weight=Weight::Small on_press=move |_| store.intend(Intent::Copy(cid))>{words.copy}</Button>
                <Button weight=Weight::Small on_press=move |_| act(Intent::Discard(cid))>{words.delete}</Button>
            </span>
        </div>
    })
}

/// The message's accessible name: author, text and the exact time.
fn name(row: &MessageRow, store: Store) -> String {
    let words = &text().conversation;
    let said = match &row.body {
        RowBody::Text(text) => cut(text, NAME_CHARS),
        RowBody::Deleted => words.deleted.to_owned(),
        RowBody::Unknown => words.unknown.to_owned(),
    };
    (words.label)(&author(row), &said, &store.write_time(row.at, Style::Exact))
}

fn author(row: &MessageRow) -> String {
    let words = &text().conversation;
    match (row.own, row.author_name.is_empty()) {
        (true, _) => words.you.to_owned(),
        (false, true) => words.someone.to_owned(),
        (false, false) => row.author_name.clone(),
    }
}

/// The first `chars` characters, and a mark that there are more.
fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
