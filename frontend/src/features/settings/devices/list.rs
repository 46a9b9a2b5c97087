//! The devices, and ending their sessions.

use client_core::devices::{Device, Ending, Listed, Wish};
use leptos::prelude::*;

use super::{Trouble, mistake};
use crate::{
    features::settings::Group,
    store::{DevicesPage, Store, Style, use_store},
    text::{devices::devices as words, text},
    ui::{
        button::{Button, Weight},
        dialog::Dialog,
    },
};

/// The devices.
#[component]
pub(super) fn List(page: DevicesPage) -> impl IntoView {
    let store = use_store();
    let asked = RwSignal::new(None::<Ending>);
    let list = page.part(|page| page.list.clone());
    let ending = page.part(|page| page.ending.is_some());
    let error = page.part(|page| page.error.clone());
    let error = Signal::derive(move || error.get().as_ref().map(mistake));
    let end = move || {
        if let Some(ending) = asked.get_untracked() {
            asked.set(None);
            page.wish(Wish::End(ending));
        }
    };
    view! {
        <Group id="devices" title=words().list more=words().list_more>
            <Trouble mistake=error />
            {move || match list.get() {
                Listed::Asked => view! { <p role="status">{words().loading}</p> }.into_any(),
                Listed::Failed => view! {
                    <p role="alert">{words().failed}</p>
                    <div>
                        <Button weight=Weight::Edged on_press=move |_| page.wish(Wish::Look)>{text().later.again}</Button>
                    </div>
                }.into_any(),
                Listed::Known(devices) => {
                    let others = devices.len() > 1;
                    let rows = devices.into_iter().map(|device| row(store, device, ending, asked)).collect_view();
                    view! {
                        <ul class="settings-list" aria-label=words().list>{rows}</ul>
                        {others.then(|| view! {
                            <div>
                                <Button weight=Weight::Edged resting=ending on_press=move |_| asked.set(Some(Ending::Others))>
                                    {words().sign_out_others}
                                </Button>
                            </div>
                        })}
                    }.into_any()
                }
            }}
        </Group>
        <Dialog
            title=words().sure
            id="sign-out-device"
            close=text().close
            open=Signal::derive(move || asked.get().is_some())
            on_close=move |()| asked.set(None)
        >
            <div class="people">
                <p>{move || match asked.get() {
                    Some(Ending::Others) => words().sure_others,
                    _ => words().sure_one,
                }}</p>
                <Button weight=Weight::Main on_press=move |_| end()>{text().sidebar.sign_out}</Button>
                <Button weight=Weight::Edged on_press=move |_| asked.set(None)>{words().keep}</Button>
            </div>
        </Dialog>
    }
}

fn row(
    store: Store,
    device: Device,
    ending: Signal<bool>,
    asked: RwSignal<Option<Ending>>,
) -> impl IntoView {
    let id = device.id;
    let name = if device.name.is_empty() {
        words().unknown.to_owned()
    } else {
        device.name
    };
    let label = (words().sign_out_named)(&name);
    let write = |at| store.write_time(at, Style::ShortExact);
    let seen = if device.current {
        words().active_now.to_owned()
    } else {
        (words().seen)(&write(device.last_seen))
    };
    let opened = (words().opened)(&write(device.created), device.ip.as_deref());
    view! {
        <li class="settings-row">
            <div class="settings-about">
                <p class="settings-name" dir="auto">
                    {name}
                    {device.current.then(|| view! { " "<span class="settings-mark">{words().this}</span> })}
                </p>
                <p class="field-rule">{seen}</p>
                <p class="field-rule">{opened}</p>
            </div>
            {(!device.current).then(|| view! {
                <button
                    type="button"
                    class="button button-edged"
                    aria-label=label
                    aria-disabled=move || ending.get().then_some("true")
                    on:click=move |_| {
                        if !ending.get_untracked() {
                            asked.set(Some(Ending::One(id)));
                        }
                    }
                >
                    {text().sidebar.sign_out}
                </button>
            })}
        </li>
    }
}
