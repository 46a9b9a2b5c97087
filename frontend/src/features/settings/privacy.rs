//! Who learns what.

use client_core::select::AccountView;
use common::model::{Privacy, settings::Circle};
use leptos::prelude::*;

use super::{Panel, changing, fixed, settings_of};
use crate::{
    text::settings::settings as words,
    ui::setting::{Select, Switch},
};

/// In the order in which they are offered.
const CIRCLES: [Circle; 3] = [Circle::Everyone, Circle::Contacts, Circle::Nobody];

/// One of the settings that name a circle.
#[derive(Clone, Copy)]
struct Line {
    id: &'static str,
    label: &'static str,
    more: fn(Circle) -> &'static str,
    of: fn(&mut Privacy) -> &mut Circle,
}

/// Who learns what.
#[component]
pub(super) fn PrivacySettings(
    /// The account.
    account: Signal<AccountView>,
) -> impl IntoView {
    let disabled = fixed(account);
    let settings = settings_of(account);
    let change = changing(settings);
    let lines = [
        Line {
            id: "typing",
            label: words().typing,
            more: words().typing_more,
            of: |privacy| &mut privacy.typing,
        },
        Line {
            id: "presence",
            label: words().presence,
            more: words().presence_more,
            of: |privacy| &mut privacy.presence,
        },
        Line {
            id: "last-seen",
            label: words().last_seen,
            more: words().last_seen_more,
            of: |privacy| &mut privacy.last_seen,
        },
    ];
    let line = move |Line {
                         id,
                         label,
                         more,
                         of,
                     }: Line| {
        let circle = Memo::new(move |_| *of(&mut settings.get().privacy));
        view! {
            <Select
                id
                label
                options=words().circles.to_vec()
                picked=Signal::derive(move || CIRCLES.iter().position(|one| *one == circle.get()).unwrap_or(2))
                on_pick=move |at: usize| {
                    let circle = CIRCLES.get(at).copied().unwrap_or(Circle::Nobody);
                    change(&|settings| *of(&mut settings.privacy) = circle);
                }
                more=Signal::derive(move || more(circle.get()))
                disabled
            />
        }
    };
    let receipts = Memo::new(move |_| settings.get().privacy.receipts);
    view! {
        <Panel title=words().privacy account>
            <p class="field-rule">{words().mutual}</p>
            <Switch
                id="receipts"
                label=words().receipts
                on=receipts
                on_switch=move |on| change(&|settings| settings.privacy.receipts = on)
                more=Signal::derive(move || (words().receipts_more)(receipts.get()))
                disabled
            />
            {lines.map(line).collect_view()}
        </Panel>
    }
}
