//! The address bar.

use client_core::input::{Input, Intent, Route};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use super::{Report, window};

/// The page that the address names now.
pub(crate) fn current() -> Route {
    let path = window::get().location().pathname();
    Route::at(&path.unwrap_or_default())
}

/// Puts a page into the address.
pub(crate) fn show(to: Route, replace: bool) {
    let Some(path) = to.path() else { return };
    let Ok(history) = window::get().history() else {
        return;
    };
    // The browser may refuse after very many changes in a short time; the address then lags behind, the app goes on.
    let null = wasm_bindgen::JsValue::NULL;
    let _ = if replace {
        history.replace_state_with_url(&null, "", Some(&path))
    } else {
        history.push_state_with_url(&null, "", Some(&path))
    };
}

/// Reports "back", "forward" and clicks on links that stay in the app. `write` is called after one that leads to a conversation
/// in which one can write at once.
pub(crate) fn watch(report: &Report, write: impl Fn() + 'static) {
    let visit = report.clone();
    window::listen(&window::get(), "popstate", move |_| {
        visit(Input::Ui(Intent::Visit(current())));
    });
    let visit = report.clone();
    window::listen(&window::document(), "click", move |event| {
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        if let Some(to) = followed(event) {
            event.prevent_default();
            if to != current() {
                show(to, false);
            }
            visit(Input::Ui(Intent::Visit(to)));
            // Under a finger the keyboard of the screen would come, and cover half of what one went there to read.
            if matches!(to, Route::Conversation(_)) && window::points_finely() {
                write();
            }
        }
    });
}

/// The page that a click leads to, unless it is the browser's: a new tab, another site, a link with a target.
fn followed(event: &MouseEvent) -> Option<Route> {
    let plain = event.button() == 0
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.shift_key()
        && !event.alt_key()
        && !event.default_prevented();
    let element: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = element.closest("a[href]").ok()??.dyn_into().ok()?;
    let here = window::get().location().origin().ok()?;
    (plain && link.target().is_empty() && link.origin() == here)
        .then(|| Route::at(&link.pathname()))
}
