//! The address bar: a page to a path and back.

use client_core::input::{Input, Intent, Route, Section};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use super::{Report, window};

/// The parts of the settings, by the last step of their paths.
const SECTIONS: [(&str, Section); 6] = [
    ("profile", Section::Profile),
    ("privacy", Section::Privacy),
    ("contacts", Section::Contacts),
    ("notifications", Section::Notifications),
    ("appearance", Section::Appearance),
    ("devices", Section::Devices),
];

/// The page that a path names.
pub(crate) fn route(path: &str) -> Route {
    let known = match path.rsplit_once('/') {
        Some(("", "")) | None => Some(Route::Home),
        Some(("", "sign-in")) => Some(Route::SignIn),
        Some(("", "register")) => Some(Route::Register),
        Some(("", "recover")) => Some(Route::Recover),
        Some(("", "settings")) => Some(Route::Settings(Section::Profile)),
        Some(("/c", id)) => id.parse().ok().map(Route::Conversation),
        Some(("/settings", name)) => {
            let section = SECTIONS.iter().find(|(known, _)| *known == name);
            section.map(|(_, section)| Route::Settings(*section))
        }
        Some(_) => None,
    };
    known.unwrap_or(Route::NotFound)
}

/// The path that names a page. [`Route::NotFound`] has none of its own: it is shown where one already is.
pub(crate) fn path(route: Route) -> Option<String> {
    match route {
        Route::Home => Some("/".to_owned()),
        Route::SignIn => Some("/sign-in".to_owned()),
        Route::Register => Some("/register".to_owned()),
        Route::Recover => Some("/recover".to_owned()),
        Route::Conversation(conv) => Some(format!("/c/{conv}")),
        Route::Settings(section) => {
            let (name, _) = SECTIONS.iter().find(|(_, known)| *known == section)?;
            Some(format!("/settings/{name}"))
        }
        Route::NotFound => None,
    }
}

/// The page that the address names now.
pub(crate) fn current() -> Route {
    let path = window::get().location().pathname();
    route(&path.unwrap_or_default())
}

/// Puts a page into the address.
pub(crate) fn show(to: Route, replace: bool) {
    let Some(path) = path(to) else { return };
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

/// Reports "back", "forward" and clicks on links that stay in the app.
pub(crate) fn watch(report: &Report) {
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
    (plain && link.target().is_empty() && link.origin() == here).then(|| route(&link.pathname()))
}
