//! The dialog that finds people, to begin a conversation, and goes to conversations one has.

use client_core::{
    input::{Intent, Route},
    select::{People, SidebarRow},
};
use common::{
    ids::{ConversationId, PictureId, UserId},
    model::Profile,
};
use leptos::{ev::KeyboardEvent, html, prelude::*};

use crate::{
    later::{Later, later},
    store::{Store, use_store},
    text::{refusal, text},
    ui::{
        avatar::{Avatar, Size},
        composing::composes,
        dialog::Dialog,
    },
};

/// Conversations offered before anything is typed: the latest few.
const RECENT: usize = 8;

/// Something to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Conversation(ConversationId),
    Person(UserId),
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    choice: Choice,
    name: String,
    detail: Option<String>,
    seed: String,
    picture: Option<PictureId>,
}

/// The dialog.
#[component]
pub(crate) fn NewConversation() -> impl IntoView {
    let store = use_store();
    let view = store.new_conversation();
    view! {
        <Dialog
            title=text().people.title
            id="new-conversation"
            close=text().close
            open=Signal::derive(move || view.with(|view| view.open))
            on_close=move |()| store.intend(Intent::CloseNewConversation)
        >
            <Later part=finder />
        </Dialog>
    }
}

later! {
    /// The search and what it found.
    finder() => view! { <Finder /> }
}

#[component]
fn Finder() -> impl IntoView {
    let store = use_store();
    let words = &text().people;
    let (view, sidebar) = (store.new_conversation(), store.sidebar());
    let nothing_typed = Memo::new(move |_| view.with(|view| view.query.trim().is_empty()));
    let options = Memo::new(move |_| {
        if nothing_typed.get() {
            let recent = |row: SidebarRow| Line {
                choice: Choice::Conversation(row.conv),
                name: row.title,
                detail: None,
                seed: row
                    .partner
                    .map_or_else(|| row.conv.to_string(), |partner| partner.to_string()),
                picture: row.picture,
            };
            return sidebar.with(|sidebar| {
                let rows = sidebar.listed.iter().take(RECENT);
                let rows = rows.filter_map(|listed| store.sidebar_row(listed.conv));
                rows.map(recent).collect()
            });
        }
        view.with(|view| match &view.people {
            People::Found(people) => people.iter().map(person).collect(),
            People::Idle | People::Searching | People::Failed(_) => Vec::new(),
        })
    });
    let active = RwSignal::new(0_usize);
    Effect::new(move || {
        options.track();
        active.set(0);
    });
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            // A text field that is on the page takes the focus.
            let _ = input.focus();
        }
    });
    let said = move || {
        view.with(|view| match &view.people {
            _ if view.query.trim().is_empty() => None,
            People::Idle | People::Searching => Some(words.searching.to_owned()),
            People::Found(people) if people.is_empty() => Some((words.none)(view.query.trim())),
            People::Found(_) => None,
            People::Failed(code) => Some(refusal(*code, "")),
        })
    };
    let pressed = move |event: KeyboardEvent| {
        if composes(&event) {
            return;
        }
        let last = options.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => active.update(|at| *at = at.saturating_sub(1)),
            "Enter" => {
                let chosen =
                    options.with(|options| options.get(active.get()).map(|option| option.choice));
                if let Some(choice) = chosen {
                    choose(store, choice);
                }
            }
            // In a search field the browser would take the first Esc for itself, to clear the text.
            "Escape" => store.intend(Intent::CloseNewConversation),
            _ => return,
        }
        event.prevent_default();
    };
    let heading = move || {
        let any = !options.with(Vec::is_empty);
        any.then(|| {
            if nothing_typed.get() {
                words.recent
            } else {
                words.found
            }
        })
    };
    view! {
        <div class="people">
            <div class="field">
                <input
                    node_ref=input
                    class="field-input"
                    type="search"
                    aria-label=words.find
                    placeholder=words.find
                    aria-describedby="people-rule"
                    aria-controls="people-list"
                    aria-activedescendant=move || (!options.with(Vec::is_empty)).then(|| option_id(active.get()))
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || view.with(|view| view.query.clone())
                    on:input=move |event| store.intend(Intent::FindPeople(event_target_value(&event)))
                    on:keydown=pressed
                />
                <p class="field-rule" id="people-rule">{words.rule}</p>
            </div>
            <div class="people-found">
                <p class="people-group">{heading}</p>
                <ul class="people-list" id="people-list" role="listbox" aria-label=heading>
                    {move || options.get().into_iter().enumerate().map(|(at, option)| view! { <OptionView at option active /> }).collect_view()}
                </ul>
                <p class="people-none" role="status">{said}</p>
            </div>
        </div>
    }
}

#[component]
fn OptionView(at: usize, option: Line, active: RwSignal<usize>) -> impl IntoView {
    let store = use_store();
    let item = NodeRef::<html::Li>::new();
    Effect::new(move || {
        if active.get() == at
            && let Some(item) = item.get()
        {
            item.scroll_into_view_with_bool(false);
        }
    });
    let choice = option.choice;
    view! {
        <li
            node_ref=item
            class="people-option"
            id=option_id(at)
            role="option"
            aria-selected=move || (active.get() == at).to_string()
            on:click=move |_| choose(store, choice)
        >
            <Avatar name=option.name.clone() seed=option.seed picture=option.picture size=Size::Medium />
            <span class="people-names">
                <span class="people-name" dir="auto">{option.name}</span>
                {option.detail.map(|detail| view! { <span class="people-username">{detail}</span> })}
            </span>
        </li>
    }
}

fn person(profile: &Profile) -> Line {
    Line {
        choice: Choice::Person(profile.id),
        name: profile.name.to_string(),
        detail: Some(format!("@{}", profile.username)),
        seed: profile.id.to_string(),
        picture: profile.picture,
    }
}

fn choose(store: Store, choice: Choice) {
    match choice {
        Choice::Conversation(conv) => {
            store.intend(Intent::CloseNewConversation);
            store.visit(Route::Conversation(conv));
            store.composer_wanted().set(true);
        }
        Choice::Person(user) => store.intend(Intent::OpenDirect(user)),
    }
}

fn option_id(at: usize) -> String {
    format!("people-option-{at}")
}
