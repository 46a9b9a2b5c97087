//! A labelled text field: the rule is shown before the mistake, the error beside the field, and the focus goes there.

use leptos::{html, prelude::*};

use super::icon::{Icon, IconKind};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Which attempt it was: the same mistake made again calls the focus again.
    pub(crate) attempt: u32,
    /// What is wrong and what is allowed.
    pub(crate) words: String,
}

/// A text field.
#[component]
pub(crate) fn TextField(
    /// Its name, also the visible label.
    label: &'static str,
    /// Names it among the fields of the page.
    id: &'static str,
    /// What it holds.
    value: RwSignal<String>,
    /// `text`, or `password`.
    #[prop(into, default = Signal::from("text"))]
    kind: Signal<&'static str>,
    /// What the browser may fill in.
    autocomplete: &'static str,
    /// What is allowed.
    #[prop(into, optional)]
    rule: String,
    /// What is wrong. When it comes, the focus goes to the field.
    #[prop(into, optional)]
    error: Signal<Option<Mistake>>,
    /// Takes the focus at once.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |before: Option<Option<Mistake>>| {
        let error = error.get();
        let is_new = error.is_some() && before.flatten() != error;
        if let Some(input) = input.get()
            && is_new
        {
            // An element that is on the page takes the focus.
            let _ = input.focus();
        }
        error
    });
    if first {
        Effect::new(move || {
            if let Some(input) = input.get() {
                let _ = input.focus();
            }
        });
    }
    let (rule_id, error_id) = (format!("{id}-rule"), format!("{id}-error"));
    let described_by = format!("{rule_id} {error_id}");
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            <input
                node_ref=input
                class="field-input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=move || error.get().is_some().then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            {(!rule.is_empty()).then(|| view! { <p class="field-rule" id=rule_id>{rule}</p> })}
            <div id=error_id aria-live="polite">
                {move || error.get().map(|Mistake { words, .. }| view! {
                    <p class="field-error"><Icon kind=IconKind::Alert size=16 />{words}</p>
                })}
            </div>
        </div>
    }
}
