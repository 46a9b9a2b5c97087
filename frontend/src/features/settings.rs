//! What a person decides for themselves. Each change is saved at once, and said.

mod appearance;
mod contacts;
mod devices;
mod notifications;
mod privacy;
mod profile;

use client_core::{
    input::{Intent, Route, Section},
    select::{AccountView, Saving},
};
use common::model::AccountSettings;
use leptos::{html, prelude::*};

use self::{
    appearance::Appearance, contacts::Contacts, devices::DeviceSettings,
    notifications::Notifications, privacy::PrivacySettings, profile::ProfileSettings,
};
use crate::{
    later::later,
    store::use_store,
    text::{settings::settings as words, text},
    ui::{button::IconButton, icon::IconKind},
};

later! {
    /// The settings.
    pub(crate) settings() => view! { <Settings /> }
}

/// The settings.
#[component]
fn Settings() -> impl IntoView {
    let store = use_store();
    let (route, account) = (store.route(), store.account());
    let section = Memo::new(move |last: Option<&Section>| match route.get() {
        Route::Settings(section) => section,
        _ => last.copied().unwrap_or(Section::Profile),
    });
    let saving = Memo::new(move |_| account.with(|account| account.saving));
    // On a phone the button that led here is no longer on the screen.
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            // It is on the page and takes the focus.
            let _ = heading.focus();
        }
    });
    let link = move |to: Section, name: &'static str| {
        view! {
            <a
                class="settings-link"
                href=Route::Settings(to).path()
                aria-current=move || (section.get() == to).then_some("page")
            >
                {name}
            </a>
        }
    };
    view! {
        <header class="header">
            <IconButton
                label=text().conversation.back
                icon=IconKind::Back
                class="header-back"
                on_press=move |_| store.visit(Route::Home)
            />
            <h1 node_ref=heading class="header-title" tabindex="-1">{words().title}</h1>
            <p class="settings-saved" role="status">
                {move || match saving.get() {
                    Saving::Idle => "",
                    Saving::Saving => words().saving,
                    Saving::Saved => words().saved,
                }}
            </p>
        </header>
        <div class="settings">
            <nav class="settings-nav" aria-label=words().title>
                {link(Section::Profile, words().profile)}
                {link(Section::Privacy, words().privacy)}
                {link(Section::Contacts, words().contacts.title)}
                {link(Section::Notifications, words().notifications)}
                {link(Section::Appearance, words().appearance)}
                {link(Section::Devices, words().devices)}
            </nav>
            {move || match section.get() {
                Section::Profile => view! { <ProfileSettings account /> }.into_any(),
                Section::Privacy => view! { <PrivacySettings account /> }.into_any(),
                Section::Contacts => view! { <Contacts /> }.into_any(),
                Section::Notifications => view! { <Notifications account /> }.into_any(),
                Section::Appearance => view! { <Appearance /> }.into_any(),
                Section::Devices => view! { <DeviceSettings account /> }.into_any(),
            }}
        </div>
    }
}

/// What a section holds, under its name.
#[component]
fn Panel(
    /// Its name.
    title: &'static str,
    /// The account, if it is about that.
    #[prop(into, optional)]
    account: Option<Signal<AccountView>>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let missing = move || account.is_some_and(|account| account.with(|account| account.missing));
    view! {
        <section class="settings-panel" aria-label=title>
            <h2 class="settings-title">{title}</h2>
            {move || missing().then(|| view! { <p class="field-rule">{words().not_offered}</p> })}
            {children()}
        </section>
    }
}

/// A part of a section, under a heading of its own.
#[component]
fn Group(
    /// Names it among the parts of the page.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// What it is about.
    more: &'static str,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <section class="settings-group" aria-labelledby=labelled_by>
            <h3 class="settings-heading" id=title_id>{title}</h3>
            <p class="field-rule">{more}</p>
            {children()}
        </section>
    }
}

/// The account's settings.
fn settings_of(account: Signal<AccountView>) -> Memo<AccountSettings> {
    Memo::new(move |_| account.with(|account| account.settings))
}

/// Changes one of these settings and keeps the others.
fn changing(settings: Memo<AccountSettings>) -> impl Fn(&dyn Fn(&mut AccountSettings)) + Copy {
    let store = use_store();
    move |change| {
        let mut settings = settings.get_untracked();
        change(&mut settings);
        store.intend(Intent::SetSettings(settings));
    }
}

/// Whether the account's settings cannot be changed.
fn fixed(account: Signal<AccountView>) -> Signal<bool> {
    Memo::new(move |_| account.with(|account| !account.settable)).into()
}
