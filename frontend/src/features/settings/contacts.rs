//! Contacts, requests, and who is blocked: reached by anyone, whatever conversations there are.

use client_core::{
    input::{Intent, Route},
    select::{ContactsView, RequestView},
};
use common::{ids::ConversationId, model::Profile};
use leptos::{html, prelude::*};

use super::{Group, Panel};
use crate::{
    store::use_store,
    text::{settings::settings as words, text},
    ui::avatar::Avatar,
};

/// Contacts, requests, and who is blocked.
#[component]
pub(super) fn Contacts() -> impl IntoView {
    let store = use_store();
    let view = store.contacts();
    let whole = NodeRef::<html::Div>::new();
    let intend = Callback::new(move |intent| {
        store.intend(intent);
        // The button that was pressed goes with its row.
        if let Some(whole) = whole.get_untracked() {
            // It is on the page and takes the focus.
            let _ = whole.focus();
        }
    });
    let missing = Memo::new(move |_| view.with(|view| view.missing));
    let loading = Memo::new(move |_| view.with(|view| view.loading));
    let lines = move |of: fn(&ContactsView) -> Vec<Line>| Memo::new(move |_| view.with(of));
    let asking = lines(|view| view.asking.iter().map(Line::asking).collect());
    let asked = lines(|view| view.asked.iter().map(Line::of_request).collect());
    let declined = lines(|view| view.declined.iter().map(Line::declined).collect());
    let contacts = lines(|view| view.contacts.iter().map(Line::contact).collect());
    let blocked = lines(|view| view.blocked.iter().map(Line::blocked).collect());
    let said = &words().contacts;
    let list = move |id, title, more, lines: Memo<Vec<Line>>, none: Option<&'static str>| {
        move || {
            let empty = lines.with(Vec::is_empty);
            let (none, waiting) = (none.filter(|_| empty), loading.get());
            (!empty || none.is_some()).then(|| {
                view! {
                    <Group id title more>
                        {match none {
                            Some(_) if waiting => view! { <p role="status">{text().later.loading}</p> }.into_any(),
                            Some(none) => view! { <p>{none}</p> }.into_any(),
                            None => view! { <People title lines intend /> }.into_any(),
                        }}
                    </Group>
                }
            })
        }
    };
    view! {
        <Panel title=said.title>
            {move || missing.get().then(|| view! { <p class="field-rule">{words().not_offered}</p> })}
            <div class="settings-groups" node_ref=whole tabindex="-1">
                {list("asking", said.asking, said.asking_more, asking, None)}
                {list("contacts", said.own, said.own_more, contacts, Some(said.own_none))}
                {list("asked", said.asked, said.asked_more, asked, None)}
                {list("declined", said.declined, said.declined_more, declined, None)}
                {list("blocked", said.blocked, said.blocked_more, blocked, Some(said.blocked_none))}
            </div>
        </Panel>
    }
}

/// Someone, and what may be done about them.
#[derive(Clone, PartialEq)]
struct Line {
    person: Profile,
    conv: Option<ConversationId>,
    deeds: &'static [Deed],
}

/// What may be done about someone.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Write,
    Accept,
    Decline,
    Remove,
    Block,
    Unblock,
}

impl Line {
    fn asking(request: &RequestView) -> Self {
        Self {
            deeds: &[Deed::Accept, Deed::Decline, Deed::Block],
            ..Self::of_request(request)
        }
    }

    fn declined(request: &RequestView) -> Self {
        Self {
            deeds: &[Deed::Accept, Deed::Block],
            ..Self::of_request(request)
        }
    }

    fn contact(person: &Profile) -> Self {
        Self::of_person(person, &[Deed::Write, Deed::Remove])
    }

    fn blocked(person: &Profile) -> Self {
        Self::of_person(person, &[Deed::Unblock])
    }

    fn of_request(request: &RequestView) -> Self {
        Self {
            conv: Some(request.conv),
            ..Self::of_person(&request.person, &[])
        }
    }

    fn of_person(person: &Profile, deeds: &'static [Deed]) -> Self {
        Self {
            person: person.clone(),
            conv: None,
            deeds,
        }
    }

    fn intent(&self, deed: Deed) -> Option<Intent> {
        let user = self.person.id;
        Some(match deed {
            Deed::Write => Intent::OpenDirect(user),
            Deed::Accept => Intent::Accept(self.conv?),
            Deed::Decline => Intent::Decline(self.conv?),
            Deed::Remove => Intent::Contact { user, on: false },
            Deed::Block => Intent::Block { user, on: true },
            Deed::Unblock => Intent::Block { user, on: false },
        })
    }
}

impl Deed {
    fn words(self) -> &'static str {
        let (common, own) = (&text().consent, &words().contacts);
        match self {
            Self::Write => own.write,
            Self::Accept => common.accept,
            Self::Decline => common.decline,
            Self::Remove => own.remove,
            Self::Block => common.block,
            Self::Unblock => common.unblock,
        }
    }
}

/// Some of the people.
#[component]
fn People(title: &'static str, lines: Memo<Vec<Line>>, intend: Callback<Intent>) -> impl IntoView {
    view! {
        <ul aria-label=title>
            <For
                each=move || lines.get()
                key=|line| (line.person.id, line.person.name.to_string(), line.person.picture)
                children=move |line| row(&line, intend)
            />
        </ul>
    }
}

fn row(line: &Line, press: Callback<Intent>) -> impl IntoView + use<> {
    let (name, seed) = (line.person.name.to_string(), line.person.id.to_string());
    let called = match line.conv {
        Some(conv) => {
            let to = Route::Conversation(conv).path();
            view! { <a href=to>{name.clone()}</a> }.into_any()
        }
        None => name.clone().into_any(),
    };
    let deeds = line.deeds.iter().filter_map(|deed| {
        let (intent, words) = (line.intent(*deed)?, deed.words());
        Some(view! {
            <button
                type="button"
                class=if *deed == Deed::Accept { "button button-main" } else { "button button-edged" }
                aria-label=named(words, &name)
                on:click=move |_| press.run(intent.clone())
            >
                {words}
            </button>
        })
    });
    let deeds = deeds.collect_view();
    view! {
        <li class="settings-row">
            <Avatar name=name.clone() seed picture=line.person.picture />
            <div class="settings-about">
                <p class="settings-name" dir="auto">{called}</p>
                <p class="field-rule">{format!("@{}", line.person.username)}</p>
            </div>
            <div class="settings-choice">{deeds}</div>
        </li>
    }
}

fn named(deed: &str, name: &str) -> String {
    (words().contacts.named)(deed, name)
}
