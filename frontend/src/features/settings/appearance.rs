//! What the app looks like on this device.

use leptos::prelude::*;

use super::Panel;
use crate::{
    store::{THEMES, set_theme, theme},
    text::settings::settings as words,
    ui::setting::Select,
};

/// What the app looks like on this device.
#[component]
pub(super) fn Appearance() -> impl IntoView {
    let chosen = theme();
    let picked = RwSignal::new(THEMES.iter().position(|one| *one == chosen).unwrap_or(0));
    view! {
        <Panel title=words().appearance>
            <Select
                id="theme"
                label=words().theme
                options=words().themes.to_vec()
                picked
                on_pick=move |at: usize| {
                    picked.set(at);
                    set_theme(THEMES.get(at).copied().unwrap_or_default());
                }
                more=Signal::from(words().theme_more)
            />
        </Panel>
    }
}
