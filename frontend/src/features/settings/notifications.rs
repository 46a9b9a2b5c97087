//! What may disturb.

use client_core::{input::Intent, select::AccountView};
use common::model::settings::Disturbance;
use leptos::prelude::*;

use super::{Panel, fixed};
use crate::{store::use_store, text::settings::settings as words, ui::setting::Switch};

/// What may disturb.
#[component]
pub(super) fn Notifications(
    /// The account.
    account: Signal<AccountView>,
) -> impl IntoView {
    let store = use_store();
    let disabled = fixed(account);
    let settings = Memo::new(move |_| account.with(|account| account.settings));
    let change = move |change: &dyn Fn(&mut Disturbance)| {
        let mut settings = settings.get_untracked();
        change(&mut settings.disturbance);
        store.intend(Intent::SetSettings(settings));
    };
    let sound = Memo::new(move |_| settings.get().disturbance.sound);
    let preview = Memo::new(move |_| settings.get().disturbance.preview);
    view! {
        <Panel title=words().notifications account>
            <Switch
                id="sound"
                label=words().sound
                on=sound
                on_switch=move |on| change(&|disturbance| disturbance.sound = on)
                more=Signal::derive(move || (words().sound_more)(sound.get()))
                disabled
            />
            <Switch
                id="preview"
                label=words().preview
                on=preview
                on_switch=move |on| change(&|disturbance| disturbance.preview = on)
                more=Signal::derive(move || (words().preview_more)(preview.get()))
                disabled
            />
        </Panel>
    }
}
