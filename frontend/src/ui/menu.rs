//! A few things to do, behind one button.

use leptos::{ev, html, prelude::*};

use super::icon::{Icon, IconKind};

/// A button, and under it what it opens. Any click closes it, and so does Esc, which gives the focus back to the button.
#[component]
pub(crate) fn Menu(
    /// The button's name.
    label: &'static str,
    /// What it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let clicked = window_event_listener(ev::click, move |_| open.set(false));
    on_cleanup(move || clicked.remove());
    // A button that is on the page takes the focus.
    let focus = move || drop(button.get_untracked().map(|button| button.focus()));
    view! {
        <div
            class="menu"
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    open.set(false);
                    focus();
                }
            }
        >
            <button
                node_ref=button
                type="button"
                class="button button-icon"
                aria-label=label
                title=label
                aria-expanded=move || open.get().to_string()
                on:click=move |event| {
                    // The click that opens must not close.
                    event.stop_propagation();
                    open.update(|open| *open = !*open);
                }
            >
                <Icon kind=IconKind::More />
            </button>
            <Show when=move || open.get()>
                // Before what is pressed does anything: a dialog gives the focus back to where it was, and what is pressed goes with the menu.
                <div class="menu-list" on:click:capture=move |_| focus()>{children()}</div>
            </Show>
        </div>
    }
}
