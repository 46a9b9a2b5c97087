//! The messages of one conversation.

mod message;

use std::sync::Arc;

use client_core::{
    input::Intent,
    select::{HeaderView, Older, Row, RowKey},
};
use leptos::prelude::*;

use self::message::Message;
use crate::{
    store::{OpenConversation, Place, Style, TimelineFrame, use_store},
    text::text,
    ui::{
        button::{Button, Weight},
        empty::Empty,
        icon::{Icon, IconKind},
        scroller::{Anchor, Scroller},
    },
};

/// How far below the timeline's upper edge it begins with what is new, in CSS pixels: the last of what was read shows that there is more.
const BEFORE_NEW: f64 = 56.0;

/// The timeline of the conversation on screen.
#[component]
pub(crate) fn Timeline(
    /// The conversation.
    open: Arc<OpenConversation>,
) -> impl IntoView {
    let store = use_store();
    let conv = open.conv;
    let frame: Signal<TimelineFrame> = open.rows.frame.read_only().into();
    let keys: Signal<Arc<Vec<RowKey>>> = open.rows.keys.read_only().into();
    let at_end = RwSignal::new(true);
    let to_end: RwSignal<u32> = open.to_end.clone().into();

    let moved = move |anchor: Option<Anchor<RowKey>>| {
        store.set_place(conv, anchor.map(|(row, offset)| Place { row, offset }));
        let is_at_end = anchor.is_none();
        if at_end.get_untracked() != is_at_end {
            at_end.set(is_at_end);
            store.intend(Intent::Follow {
                conv,
                at_end: is_at_end,
            });
        }
    };
    let load_older = move |()| {
        if frame.with_untracked(|frame| !frame.loading && frame.older == Older::More) {
            store.intend(Intent::LoadOlder(conv));
        }
    };
    store.intend(Intent::Follow {
        conv,
        at_end: at_end.get_untracked(),
    });

    let rows = open.clone();
    let row = move |key: RowKey| {
        let row = rows.rows.row(key);
        // A key without a row belongs to a list that has just been replaced.
        row.map(|row| view! { <TimelineRow row open=rows.clone() /> })
    };
    let header = open.header.clone();
    let other = move || match header.get() {
        HeaderView::Known { title, .. } => title,
        _ => String::new(),
    };
    // What is new comes before where one was.
    let begin = move |keys: &[RowKey]| {
        let new = keys
            .contains(&RowKey::New)
            .then_some((RowKey::New, BEFORE_NEW));
        new.or_else(|| store.place(conv).map(|place| (place.row, place.offset)))
    };
    let rows = open.clone();
    let in_view = move |last: RowKey| {
        let keys = keys.get_untracked();
        let upto = keys.iter().rposition(|key| *key == last);
        let place = |key: &RowKey| match rows.rows.row(*key)?.get_untracked() {
            Row::Message(message) => message.seq,
            Row::Start | Row::New | Row::Day { .. } => None,
        };
        // What is not in the log yet has no place.
        if let Some(upto) = upto.and_then(|last| keys[..=last].iter().rev().find_map(place)) {
            store.intend(Intent::InView { conv, upto });
        }
    };
    view! {
        <div class="timeline">
            <Scroller
                keys
                row
                label=text().conversation.messages
                busy=Signal::derive(move || frame.with(|frame| frame.loading || frame.older == Older::Loading))
                begin
                on_move=moved
                on_view=in_view
                on_near_start=load_older
                to_end
            >
                {move || {
                    let words = &text().conversation;
                    let (older, loading, empty) =
                        frame.with(|frame| (frame.older, frame.loading, frame.empty));
                    if loading {
                        view! { <p class="timeline-start">{words.loading}</p> }.into_any()
                    } else if empty {
                        view! { <Empty title=words.empty more=(words.empty_more)(&other()) /> }.into_any()
                    } else if older == Older::Start {
                        ().into_any()
                    } else {
                        view! { <p class="timeline-start">{words.older}</p> }.into_any()
                    }
                }}
            </Scroller>
            <Show when=move || !at_end.get()>
                <div class="timeline-jump">
                    <Button
                        weight=Weight::Edged
                        on_press=move |_| {
                            to_end.update(|calls| *calls += 1);
                            store.composer_wanted().set(true);
                        }
                    >
                        <Icon kind=IconKind::Down size=16 />
                        {move || (text().conversation.jump)(frame.with(|frame| frame.below))}
                    </Button>
                </div>
            </Show>
        </div>
    }
}

/// One row. Its kind never changes, what a message says and where it stands may.
#[component]
fn TimelineRow(row: ArcRwSignal<Row>, open: Arc<OpenConversation>) -> impl IntoView {
    let store = use_store();
    match row.get_untracked() {
        Row::Start => {
            let frame = open.rows.frame.clone();
            view! {
                <p class="timeline-start">
                    {move || {
                        let words = &text().conversation;
                        match frame.with(|frame| frame.began) {
                            Some(at) => (words.start_on)(&store.write_time(at, Style::Day)),
                            None => words.start.to_owned(),
                        }
                    }}
                </p>
            }
            .into_any()
        }
        Row::Day { at, .. } => {
            let day = store.write_time(at, Style::Day);
            view! { <div class="timeline-day" role="separator" aria-label=day.clone()><span>{day.clone()}</span></div> }.into_any()
        }
        Row::New => {
            let words = text().conversation.new;
            view! { <div class="timeline-new" role="separator" aria-label=words><span>{words}</span></div> }.into_any()
        }
        Row::Message(_) => {
            // Every kind but a message has been taken: the memo keeps the last message should the signal ever say otherwise.
            let message = Memo::new(move |last: Option<&Option<_>>| match row.get() {
                Row::Message(message) => Some(message),
                Row::Start | Row::New | Row::Day { .. } => last.cloned().flatten(),
            });
            view! { <Message conv=open.conv message /> }.into_any()
        }
    }
}
