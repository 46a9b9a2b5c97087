//! What may disturb.

use client_core::select::AccountView;
use leptos::prelude::*;

use super::{Panel, changing, fixed, settings_of};
use crate::{text::settings::settings as words, ui::setting::Switch};

/// What may disturb.
#[component]
pub(super) fn Notifications(
    /// The account.
    account: Signal<AccountView>,
) -> impl IntoView {
    let disabled = fixed(account);
    let settings = settings_of(account);
    let change = changing(settings);
    let sound = Memo::new(move |_| settings.get().disturbance.sound);
    let preview = Memo::new(move |_| settings.get().disturbance.preview);
    view! {
        <Panel title=words().notifications account>
            <Switch
                id="sound"
                label=words().sound
                on=sound
                on_switch=move |on| change(&|settings| settings.disturbance.sound = on)
                more=Signal::derive(move || (words().sound_more)(sound.get()))
                disabled
            />
            <Switch
                id="preview"
                label=words().preview
                on=preview
                on_switch=move |on| change(&|settings| settings.disturbance.preview = on)
                more=Signal::derive(move || (words().preview_more)(preview.get()))
                disabled
            />
        </Panel>
    }
}
