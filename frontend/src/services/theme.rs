//! The theme that was chosen on this device. `styles/theme.js` applies it, before the first paint and when it changes.

use web_sys::{Event, Storage};

use super::window;

/// Where it is kept; `styles/theme.js` reads it there.
const KEY: &str = "theme";

/// The names of the themes; the first is the system's.
pub(crate) const THEMES: [&str; 3] = ["", "light", "dark"];

/// The theme that was chosen.
pub(crate) fn get() -> String {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.unwrap_or_default()
}

/// Another one is chosen. Where the browser keeps nothing it stays as it is.
pub(crate) fn set(theme: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, theme);
    }
    // What other tabs hear by themselves.
    if let Ok(event) = Event::new("storage") {
        let _ = window::get().dispatch_event(&event);
    }
}

fn storage() -> Option<Storage> {
    window::get().local_storage().ok().flatten()
}
