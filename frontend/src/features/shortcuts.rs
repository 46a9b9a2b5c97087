//! The keys that work everywhere, and their list.

use client_core::{
    input::{Intent, Route},
    select::Listed,
};
use common::ids::ConversationId;
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
};

use crate::{
    later::{Later, later},
    store::{Store, has_stopped, is_modal, use_store},
    text::text,
    ui::{composing::composes, dialog::Dialog},
};

/// Listens to the keys, and shows their list when asked.
#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let store = use_store();
    let listed = RwSignal::new(false);
    let listening = window_event_listener(ev::keydown, move |event| {
        if pressed(&event, store, listed) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listening.remove());
    view! {
        <Dialog
            title=text().keys.title
            id="keys"
            close=text().close
            open=listed
            on_close=move |()| listed.set(false)
        >
            <Later part=key_list />
        </Dialog>
    }
}

later! {
    /// The list of the keys.
    key_list() => view! { <KeyList /> }
}

#[component]
fn KeyList() -> impl IntoView {
    let keys = &text().keys;
    let rows = [
        (keys.send, vec![keys.enter_key]),
        (keys.line, vec![keys.shift_key, keys.enter_key]),
        (keys.switcher, vec![keys.control_key, "K"]),
        (keys.previous, vec![keys.alt_key, "↑"]),
        (keys.next, vec![keys.alt_key, "↓"]),
        (keys.unread, vec![keys.alt_key, keys.shift_key, "↑↓"]),
        (keys.message, vec!["↑↓"]),
        (keys.why, vec![keys.enter_key]),
        (keys.escape, vec![keys.escape_key]),
        (keys.list, vec![keys.control_key, "/"]),
    ];
    view! {
        <dl class="keys">
            {rows.into_iter().map(|(what, names)| view! {
                <div class="keys-row">
                    <dt>{what}</dt>
                    <dd class="keys-names">
                        {names.into_iter().map(|name| view! { <kbd class="keycap">{name}</kbd> }).collect_view()}
                    </dd>
                </div>
            }).collect_view()}
        </dl>
    }
}

/// Whether the key was one of ours.
fn pressed(event: &KeyboardEvent, store: Store, listed: RwSignal<bool>) -> bool {
    // Whoever took the key has done what it asks for: one Esc closes one thing. An app that has stopped takes none.
    if event.default_prevented() || has_stopped() {
        return false;
    }
    let command = event.ctrl_key() || event.meta_key();
    let dialog = is_modal();
    match event.key().as_str() {
        "k" | "K" if command => {
            listed.set(false);
            store.intend(Intent::OpenNewConversation);
        }
        "/" if command => {
            store.intend(Intent::CloseNewConversation);
            listed.update(|listed| *listed = !*listed);
        }
        "ArrowUp" if event.alt_key() && !dialog => {
            step(store, Towards::Previous, event.shift_key());
        }
        "ArrowDown" if event.alt_key() && !dialog => step(store, Towards::Next, event.shift_key()),
        // An open dialog takes Esc itself.
        "Escape" if !dialog && !composes(event) => store.composer_wanted().set(true),
        _ => return false,
    }
    true
}

#[derive(Clone, Copy)]
enum Towards {
    Previous,
    Next,
}

/// Goes to the next conversation in the list; with `unread`, to the next that holds something unread.
fn step(store: Store, towards: Towards, unread: bool) {
    let open = store
        .open()
        .with_untracked(|open| open.as_ref().map(|open| open.conv));
    let target = store.sidebar().with_untracked(|sidebar| {
        let mut rows = sidebar.listed.iter();
        let open = rows.position(|row| Some(row.conv) == open);
        neighbour(&sidebar.listed, open, towards, unread)
    });
    if let Some(conv) = target {
        store.visit(Route::Conversation(conv));
        store.composer_wanted().set(true);
    }
}

fn neighbour(
    rows: &[Listed],
    open: Option<usize>,
    towards: Towards,
    unread: bool,
) -> Option<ConversationId> {
    let wanted = |row: &&Listed| !unread || row.news;
    let found = match (towards, open) {
        (Towards::Next, Some(open)) => rows.get(open + 1..)?.iter().find(wanted),
        (Towards::Next, None) => rows.iter().find(wanted),
        (Towards::Previous, Some(open)) => rows.get(..open)?.iter().rev().find(wanted),
        (Towards::Previous, None) => rows.iter().rev().find(wanted),
    };
    found.map(|row| row.conv)
}
