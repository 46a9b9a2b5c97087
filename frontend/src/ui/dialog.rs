//! A modal dialog on the browser's own `<dialog>`: it keeps the focus inside, Esc closes it, and the focus goes back to where it was.

use leptos::{html, prelude::*};

use super::{button::IconButton, icon::IconKind};

/// A modal dialog. It stays in the page while it is closed, empty, since only a dialog that is *closed* gives the focus back.
#[component]
pub(crate) fn Dialog(
    /// Its name, also the visible heading.
    title: &'static str,
    /// Names it among the dialogs of the page.
    id: &'static str,
    /// The name of the button that closes it.
    close: &'static str,
    /// It is open.
    #[prop(into)]
    open: Signal<bool>,
    /// It was closed, by Esc or by its button.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it holds while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() {
            // Fails only for a dialog that is not in a page or is open already.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let title_id = StoredValue::new(format!("{id}-title"));
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            id=id
            aria-labelledby=title_id.get_value()
            on:close=move |_| {
                if open.get_untracked() {
                    on_close.run(());
                }
            }
            on:click=move |event| {
                // A click on the dialog itself, not on what is in it, is one beside it.
                if dialog.get_untracked().is_some_and(|dialog| event.target().is_some_and(|target| target == ****dialog)) {
                    on_close.run(());
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog-frame">
                    <div class="dialog-head">
                        <h2 class="dialog-title" id=title_id.get_value()>{title}</h2>
                        <IconButton label=close icon=IconKind::Close on_press=move |_| on_close.run(()) />
                    </div>
                    <div class="dialog-body">{children()}</div>
                </div>
            </Show>
        </dialog>
    }
}
