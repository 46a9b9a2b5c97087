//! What is told outside the window: the browser's own notifications, one for each conversation.

use std::{cell::RefCell, rc::Rc};

use client_core::input::{Input, Intent, Permission, Route};
use common::ids::ConversationId;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::{Report, address, crash, window};

/// Of which conversation a notification is shown, and what a press on it does.
type Shown = (ConversationId, Notification, Closure<dyn FnMut()>);

/// The notifications that this tab shows.
pub(crate) struct Notifier(Rc<RefCell<Vec<Shown>>>);

impl Default for Notifier {
    /// They go with the app.
    fn default() -> Self {
        let shown: Rc<RefCell<Vec<Shown>>> = Rc::default();
        let last = shown.clone();
        crash::at_the_end(move || {
            for (_, notification, _) in last.try_borrow().iter().flat_map(|shown| shown.iter()) {
                notification.close();
            }
        });
        Self(shown)
    }
}

impl Notifier {
    /// Shows one in place of what was shown of this conversation, whichever tab showed it. A press on it leads there.
    pub(crate) fn show(
        &self,
        tag: ConversationId,
        (title, body): (&str, &str),
        silent: bool,
        report: &Report,
    ) {
        let options = NotificationOptions::new();
        options.set_tag(&tag.to_string());
        options.set_body(body);
        options.set_silent(Some(silent));
        options.set_renotify(!silent);
        // Phones have none without a service worker, and say so only when asked for one.
        let Ok(notification) = Notification::new_with_options(title, &options) else {
            return;
        };
        let report = report.clone();
        let pressed: Closure<dyn FnMut()> = Closure::new(move || {
            if crash::has_stopped() {
                return;
            }
            let _ = window::get().focus();
            let route = Route::Conversation(tag);
            address::show(route, false);
            report(Input::Ui(Intent::Visit(route)));
        });
        notification.set_onclick(Some(pressed.as_ref().unchecked_ref()));
        let mut shown = self.0.borrow_mut();
        shown.retain(|(of, ..)| *of != tag);
        shown.push((tag, notification, pressed));
    }

    /// Takes one away.
    pub(crate) fn close(&self, tag: ConversationId) {
        self.0.borrow_mut().retain(|(of, notification, _)| {
            if *of == tag {
                notification.close();
            }
            *of != tag
        });
    }
}

/// Whether the browser lets us.
fn permission() -> Permission {
    let window = window::get();
    let there = Reflect::has(&window, &"Notification".into()).unwrap_or_default();
    if !there || !window.is_secure_context() {
        return Permission::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Reports whether the browser lets us, also when the person comes back: they may have been in its settings.
pub(crate) fn watch(report: &Report) {
    report(Input::Permission(permission()));
    let (last, report) = (Rc::new(RefCell::new(permission())), report.clone());
    window::listen(&window::get(), "focus", move |_| {
        let now = permission();
        if last.replace(now) != now {
            report(Input::Permission(now));
        }
    });
}

/// Has the browser ask the person, and reports what it lets us do then.
pub(crate) fn ask(report: &Report) {
    let asked = Notification::request_permission();
    let report = report.clone();
    spawn_local(async move {
        if let Ok(promise) = asked {
            drop(JsFuture::from(promise).await);
        }
        report(Input::Permission(permission()));
    });
}
