//! The window itself: the network, visibility, the title, the clipboard.

use std::{cell::Cell, rc::Rc};

use client_core::input::{Attention, Input, LinkEvent, Mono};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Event, EventTarget, VisibilityState, Window};

use super::{Report, clock, crash};

/// The window. The app runs in no other place than a page.
pub(crate) fn get() -> Window {
    #[expect(clippy::expect_used, reason = "there is no app without a window")]
    web_sys::window().expect("a window")
}

/// The page.
pub(crate) fn document() -> Document {
    #[expect(clippy::expect_used, reason = "there is no window without a document")]
    get().document().expect("a document")
}

/// Listens for as long as the app lives.
pub(crate) fn listen(target: &EventTarget, event: &str, heard: impl FnMut(Event) + 'static) {
    listen_boxed(target, event, Box::new(heard));
}

/// Apart, so that what all listeners have in common is in the first load once.
fn listen_boxed(target: &EventTarget, event: &str, mut heard: Box<dyn FnMut(Event)>) {
    let heard: Closure<dyn FnMut(Event)> = Closure::new(move |event| {
        if !crash::has_stopped() {
            heard(event);
        }
    });
    // The name of an event and a function are all it takes; there is nothing to fail.
    let _ = target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Whether the browser believes that it has a network.
pub(crate) fn online() -> bool {
    get().navigator().on_line()
}

/// Whether the window has the keyboard: a page may be opened behind another.
pub(crate) fn focused() -> bool {
    document().has_focus().unwrap_or(true)
}

/// Reports what happens to the network and to the page's visibility.
pub(crate) fn watch(report: &Report) {
    let window = get();
    let link = |name: &'static str, event: LinkEvent| {
        let report = report.clone();
        listen(&window, name, move |_| report(Input::Link(event)));
    };
    link("online", LinkEvent::Online);
    link("offline", LinkEvent::Offline);
    // `pagehide` is the last word of a page that is closed, `pageshow` the first of one that was kept.
    link("pagehide", LinkEvent::Hidden);
    let shown = report.clone();
    listen(&window, "pageshow", move |_| {
        shown(Input::Link(visibility()));
    });
    watch_attention(report);
    let report = report.clone();
    listen(&document(), "visibilitychange", move |_| {
        report(Input::Link(visibility()));
    });
}

/// Whether the page is on screen.
pub(crate) fn visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

fn visibility() -> LinkEvent {
    if visible() {
        LinkEvent::Visible
    } else {
        LinkEvent::Hidden
    }
}

/// Signs of the person within this time are told as one.
const MOVED_EVERY_MS: u64 = 5_000;

/// Reports which window has the keyboard, and that somebody is there.
fn watch_attention(report: &Report) {
    let window = get();
    for (name, sign) in [("focus", Attention::Focused), ("blur", Attention::Blurred)] {
        let report = report.clone();
        listen(&window, name, move |_| report(Input::Attention(sign)));
    }
    let last = Rc::new(Cell::new(Mono::default()));
    for name in ["keydown", "pointerdown", "pointermove", "wheel"] {
        let (report, last) = (report.clone(), last.clone());
        listen(&window, name, move |_| {
            let now = clock::mono();
            if now.since(last.get()) >= MOVED_EVERY_MS {
                last.set(now);
                report(Input::Attention(Attention::Moved));
            }
        });
    }
}

/// Puts a text on the clipboard. A browser may refuse; the text is still where it was.
pub(crate) fn copy(text: &str) {
    let clipboard = get().navigator().clipboard();
    // Browsers give it to pages of a secure context alone, and plain HTTP from another machine is none.
    if clipboard.is_undefined() {
        return;
    }
    let promise = clipboard.write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        drop(wasm_bindgen_futures::JsFuture::from(promise).await);
    });
}

/// Whether one points at things with a mouse or the like, and not with a finger.
pub(crate) fn points_finely() -> bool {
    // By their names: typed, they would be two more imports of the first load.
    let ask = || {
        let window = get();
        let ask = js_sys::Reflect::get(&window, &"matchMedia".into()).ok()?;
        let ask = ask.dyn_ref::<js_sys::Function>()?;
        let media = ask.call1(&window, &"(pointer: fine)".into()).ok()?;
        js_sys::Reflect::get(&media, &"matches".into()).ok()
    };
    ask().is_some_and(|matches| !matches.is_falsy())
}

/// Whether a dialog is open that lets nothing else of the page be used.
pub(crate) fn is_modal() -> bool {
    matches!(document().query_selector(":modal"), Ok(Some(_)))
}

/// Names the window.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// Shows in the window's icon whether something is unread, and how much on the icon of an installed app.
pub(crate) fn set_badge(unread: u32) {
    let page = document();
    // By their files: what else is written at an icon does not outlive the build.
    let icon = page.query_selector(if unread > 0 {
        "link[rel=icon][href*=icon-unread]"
    } else {
        "link[rel=icon]:not([href*=icon-unread])"
    });
    // Of several icons the last one counts.
    if let (Ok(Some(icon)), Some(head)) = (icon, page.head()) {
        let _ = head.append_child(&icon);
    }
    // Not every browser has it, and it answers by a promise that nobody waits for.
    let navigator = get().navigator();
    if let Ok(set) = js_sys::Reflect::get(&navigator, &"setAppBadge".into())
        && let Some(set) = set.dyn_ref::<js_sys::Function>()
    {
        let _ = set.call1(&navigator, &unread.into());
    }
}

/// Loads the app anew.
pub(crate) fn reload() {
    // Refused only in documents that may not navigate; the button is still there.
    let _ = get().location().reload();
}

/// Takes away the frame that the page showed before the app was there.
pub(crate) fn remove_boot_frame() {
    if let Some(frame) = document().get_element_by_id("boot") {
        frame.remove();
    }
}
