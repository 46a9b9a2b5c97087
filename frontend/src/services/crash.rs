//! What is left of the app after a panic: words, and a link to load it anew.
//!
//! The browser goes on to call what it was once given, and a panic reaches no further than one such call. What is then half done must not go on: it
//! would acknowledge messages that nobody sees, look present to others, and lead the other tabs. So nothing is taken in any more ([`has_stopped`]),
//! and what others would take for life is let go of ([`at_the_end`]).

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::window;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
    static ENDINGS: Cell<Vec<Box<dyn FnOnce()>>> = const { Cell::new(Vec::new()) };
}

/// What to say when the app has stopped.
#[derive(Clone, Copy)]
pub(crate) struct LastWords {
    /// The heading.
    pub(crate) title: &'static str,
    /// What is under it.
    pub(crate) more: &'static str,
    /// The name of the link that loads the app anew.
    pub(crate) reload: &'static str,
}

/// Ends the app and replaces the page when the app panics. Drafts and outbox are in the local storage and survive.
pub(crate) fn cover_on_panic(words: LastWords) {
    std::panic::set_hook(Box::new(move |panic| {
        // The place alone: the message might hold what someone wrote.
        let place = panic.location().map(ToString::to_string);
        web_sys::console::error_2(
            &"The app has stopped at".into(),
            &place.unwrap_or_default().into(),
        );
        // A second panic has nothing more to end.
        if STOPPED.replace(true) {
            return;
        }
        for end in ENDINGS.take() {
            end();
        }
        window::set_title(words.title);
        window::set_badge(0);
        let _ = cover(words);
    }));
}

/// Whether the app has panicked.
pub(crate) fn has_stopped() -> bool {
    STOPPED.get()
}

/// Does this when the app panics. It must rely on nothing of the app: whatever it was doing is half done.
pub(super) fn at_the_end(end: impl FnOnce() + 'static) {
    let mut endings = ENDINGS.take();
    endings.push(Box::new(end));
    ENDINGS.set(endings);
}

/// Made of nodes and a plain link. Nothing of the app stays in the page, where it could be seen over this, reached by keyboard, or read aloud as if it
/// lived.
fn cover(words: LastWords) -> Result<(), JsValue> {
    let page = window::document();
    let element = |name: &str, class: &str, text: &str| -> Result<Element, JsValue> {
        let element = page.create_element(name)?;
        element.set_class_name(class);
        element.set_text_content((!text.is_empty()).then_some(text));
        Ok(element)
    };
    let (cover, card) = (
        element("div", "crash", "")?,
        element("div", "crash-card", "")?,
    );
    cover.set_attribute("role", "alertdialog")?;
    cover.set_attribute("aria-modal", "true")?;
    cover.set_attribute("aria-label", words.title)?;
    let reload = element("a", "button button-main", words.reload)?;
    reload.set_attribute("href", &window::get().location().href()?)?;
    // Not a link within the app: whatever listens for those is gone.
    reload.set_attribute("target", "_self")?;
    let (title, more) = (
        element("h1", "auth-title", words.title)?,
        element("p", "", words.more)?,
    );
    card.append_child(&title)?;
    card.append_child(&more)?;
    card.append_child(&reload)?;
    cover.append_child(&card)?;
    if let Some(body) = page.body() {
        body.set_text_content(None);
        body.append_child(&cover)?;
    }
    // Whoever uses a keyboard or a screen reader is led to the one thing left to do.
    reload.unchecked_ref::<HtmlElement>().focus()
}
