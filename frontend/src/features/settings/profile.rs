//! The picture, the name, and what others see.

mod picture;

use client_core::{
    input::Intent,
    select::{AccountView, SeenView},
};
use common::{
    ids::PictureId,
    validate::{DisplayName, InvalidDisplayName},
};
use leptos::prelude::*;

use self::picture::OwnPicture;
use super::{Panel, fixed};
use crate::{
    store::{Style, use_store},
    text::{presence_in_full, settings::settings as words, status},
    ui::{
        avatar::{Avatar, Size},
        button::SubmitButton,
        field::{Mistake, TextField},
        presence::PresenceWords,
        setting::Select,
    },
};

/// The picture, the name, and what others see.
#[component]
pub(super) fn ProfileSettings(
    /// The account.
    account: Signal<AccountView>,
) -> impl IntoView {
    let store = use_store();
    let name = RwSignal::new(account.with_untracked(|account| account.name.clone()));
    let (attempts, error) = (StoredValue::new(0_u32), RwSignal::new(None));
    // Another device may change it meanwhile.
    let known = Memo::new(move |_| account.with(|account| account.name.clone()));
    Effect::new(move |before: Option<String>| {
        let known = known.get();
        if before.is_some_and(|before| before != known) {
            name.set(known.clone());
        }
        known
    });
    let rename = move || match DisplayName::parse(&name.get_untracked()) {
        Ok(parsed) => {
            error.set(None);
            store.intend(Intent::Rename(parsed.into_string()));
        }
        Err(invalid) => {
            attempts.update_value(|attempts| *attempts += 1);
            error.set(Some(Mistake {
                attempt: attempts.get_value(),
                words: match invalid {
                    InvalidDisplayName::Empty => words().name_empty.to_owned(),
                    InvalidDisplayName::Length(chars) => (words().name_long)(chars),
                },
            }));
        }
    };
    let unchanged = move || fixed(account).get() || known.get() == name.get();
    view! {
        <Panel title=words().profile account>
            <OwnPicture account />
            <form
                class="field"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    rename();
                }
            >
                <TextField
                    label=words().name
                    id="display-name"
                    value=name
                    autocomplete="name"
                    rule=words().name_rule
                    error
                />
                <div><SubmitButton resting=Signal::derive(unchanged)>{words().name_save}</SubmitButton></div>
            </form>
            <p class="field-rule">{move || account.with(|account| (words().username)(&account.username))}</p>
            <SeenAs account />
        </Panel>
    }
}

/// The profile as others see it, by the rules that decide it.
#[component]
fn SeenAs(account: Signal<AccountView>) -> impl IntoView {
    let store = use_store();
    let viewer = RwSignal::new(0);
    let seen = Memo::new(move |_| account.with(|account| account.seen.get(viewer.get()).cloned()));
    let write = move |at| store.write_time(at, Style::ShortExact);
    let shown = move |seen: SeenView| {
        let presence = presence_in_full(seen.presence, write);
        let gone = presence_in_full(seen.gone, write);
        let own = account.with(|account| account.picture.is_some());
        view! {
            {own.then(|| view! { <p>{(words().sees_picture)(seen.picture.is_some())}</p> })}
            <p>
                <PresenceWords presence=seen.presence words=(words().sees_now)(&presence) />
                " " <bdi>{status(&seen.status)}</bdi>
            </p>
            <p><PresenceWords presence=seen.gone words=(words().sees_gone)(&gone) /></p>
            <p>{(words().sees_typing)(seen.typing)}</p>
            <p>{(words().sees_receipts)(seen.receipts)}</p>
        }
    };
    view! {
        <Select
            id="seen-as"
            label=words().seen_as
            options=words().viewers.to_vec()
            picked=viewer
            on_pick=move |at| viewer.set(at)
        />
        <div class="settings-seen" role="group" aria-label=words().seen_as aria-live="polite">
            {move || {
                let picture = seen.with(|seen| seen.as_ref()?.picture);
                face(account, picture, Size::Medium)
            }}
            <div>
                <p class="sidebar-name" dir="auto">{known_name(account)}</p>
                {move || seen.get().map(shown)}
            </div>
        </div>
    }
}

/// The person's avatar, with a picture or without.
fn face(account: Signal<AccountView>, picture: Option<PictureId>, size: Size) -> impl IntoView {
    account.with(|account| {
        let seed = account.me.map(|me| me.to_string());
        view! { <Avatar name=account.name.clone() seed=seed.unwrap_or_default() picture size /> }
    })
}

fn known_name(account: Signal<AccountView>) -> Signal<String> {
    Signal::derive(move || account.with(|account| account.name.clone()))
}
