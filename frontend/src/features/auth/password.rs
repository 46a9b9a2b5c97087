//! A password, hidden or shown.

use leptos::prelude::*;

use crate::{
    text::text,
    ui::{
        button::{Button, Weight},
        field::{Mistake, TextField},
    },
};

/// A password field with a button that shows what is typed.
#[component]
pub(super) fn PasswordField(
    /// What it holds.
    value: RwSignal<String>,
    /// What the browser may fill in.
    autocomplete: &'static str,
    /// What is allowed.
    #[prop(into, optional)]
    rule: String,
    /// What is wrong.
    error: Signal<Option<Mistake>>,
    /// It is readable.
    #[prop(optional)]
    shown: RwSignal<bool>,
    /// More buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let words = &text().auth;
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    view! {
        <div class="auth-password">
            <TextField label=words.password id="password" value kind autocomplete rule error />
            <div class="auth-password-tools">
                <Button weight=Weight::Small on_press=move |_| shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { words.hide_password } else { words.show_password }}
                </Button>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
