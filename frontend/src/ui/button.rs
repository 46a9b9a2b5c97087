//! Buttons.

use leptos::{ev::MouseEvent, prelude::*};

use super::icon::{Icon, IconKind};

/// What a button looks like, by how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The one thing to do here.
    Main,
    /// Something one may do.
    Edged,
    /// Something beside, within a line of text.
    Small,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Main => "button button-main",
            Self::Edged => "button button-edged",
            Self::Small => "button button-quiet button-small",
        }
    }
}

/// A button with words.
#[component]
pub(crate) fn Button(
    /// What it looks like.
    weight: Weight,
    /// Is pressed.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
    /// It rests: nothing happens when it is pressed. It keeps the focus, so that a keyboard does not lose its place.
    #[prop(into, optional)]
    resting: Signal<bool>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=weight.class()
            aria-disabled=move || resting.get().then_some("true")
            on:click=move |event| {
                if !resting.get() {
                    on_press.run(event);
                }
            }
        >
            {children()}
        </button>
    }
}

/// A button that submits the form that it stands in.
#[component]
pub(crate) fn SubmitButton(
    /// It rests while the form is on its way. It keeps the focus.
    #[prop(into)]
    resting: Signal<bool>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=Weight::Main.class()
            aria-disabled=move || resting.get().then_some("true")
        >
            {children()}
        </button>
    }
}

/// A button with an icon; its name is read aloud and shown when pointed at.
#[component]
pub(crate) fn IconButton(
    /// Its name.
    label: &'static str,
    /// Its icon.
    icon: IconKind,
    /// Is pressed.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
    /// A class of its own, beside that of every icon button.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("button button-icon {class}")
            aria-label=label
            title=label
            on:click=move |event| on_press.run(event)
        >
            <Icon kind=icon />
        </button>
    }
}
