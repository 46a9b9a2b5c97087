//! One thing to decide, with a sentence that says what it means as it stands.

use leptos::prelude::*;

/// One of a few.
#[component]
pub(crate) fn Select(
    /// Its name, also the visible label.
    label: &'static str,
    /// Names it among the fields of the page.
    id: &'static str,
    /// What there is.
    options: Vec<&'static str>,
    /// Which one holds.
    #[prop(into)]
    picked: Signal<usize>,
    /// Another one is picked.
    #[prop(into)]
    on_pick: Callback<usize>,
    /// What that means.
    #[prop(into, optional)]
    more: Signal<&'static str>,
    /// It cannot be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let more_id = format!("{id}-more");
    let described_by = more_id.clone();
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            <select
                class="field-input"
                id=id
                disabled=disabled
                aria-describedby=described_by
                prop:value=move || picked.get().to_string()
                on:change=move |event| {
                    if let Ok(at) = event_target_value(&event).parse() {
                        on_pick.run(at);
                    }
                }
            >
                {options.into_iter().enumerate().map(|(at, words)| view! {
                    <option value=at.to_string() selected=move || picked.get() == at>{words}</option>
                }).collect_view()}
            </select>
            <p class="field-rule" id=more_id aria-live="polite">{more}</p>
        </div>
    }
}

/// Yes or no.
#[component]
pub(crate) fn Switch(
    /// Its name, also the visible label.
    label: &'static str,
    /// Names it among the fields of the page.
    id: &'static str,
    /// How it stands.
    #[prop(into)]
    on: Signal<bool>,
    /// It is switched.
    #[prop(into)]
    on_switch: Callback<bool>,
    /// What that means.
    #[prop(into)]
    more: Signal<&'static str>,
    /// It cannot be changed.
    #[prop(into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let more_id = format!("{id}-more");
    let described_by = more_id.clone();
    view! {
        <div class="field">
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    id=id
                    disabled=disabled
                    aria-describedby=described_by
                    prop:checked=on
                    on:change=move |event| on_switch.run(event_target_checked(&event))
                />
                <span class="field-label">{label}</span>
            </label>
            <p class="field-rule" id=more_id aria-live="polite">{more}</p>
        </div>
    }
}
