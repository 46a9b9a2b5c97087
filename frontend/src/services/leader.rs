//! Which of this browser's tabs leads, by Web Locks: the lock that one tab holds for its life, and all others wait for.
//!
//! Every tab also holds a lock of its own name. The one that leads waits for those too: to be given one means that its tab has ended, however it
//! did, and that what it left in the storage is there to be taken over. Browsers give locks to secure contexts alone; elsewhere every tab
//! believes that it leads, which is as right, but does some things as often as there are tabs.
//!
//! What tabs say to each other goes over one [`BroadcastChannel`]. Whatever only one tab should do belongs behind [`Tabs::Leads`].

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use client_core::input::{Input, Tabs};
use common::ids::ConversationId;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::{Report, crash, entropy, window};

/// The lock of the tab that leads.
const LEADER: &str = "confab-leader";
/// What the names of the tabs' own locks begin with.
const TAB: &str = "confab-tab-";
/// The channel between the tabs.
const CHANNEL: &str = "confab";
/// What a new tab says there.
const HERE: &str = "here";
/// What a tab says there of the conversation that the person looks at in it; nothing follows where there is none.
const WATCHES: &str = "watches ";

/// This tab's place among those of the browser.
pub(crate) struct Leader {
    channel: Option<BroadcastChannel>,
}

impl Default for Leader {
    fn default() -> Self {
        Self {
            channel: BroadcastChannel::new(CHANNEL).ok(),
        }
    }
}

impl Leader {
    /// Tells the other tabs at which conversation the person looks here.
    pub(crate) fn tell(&self, watched: Option<ConversationId>) {
        let conv = watched.map(|conv| conv.to_string());
        self.say(&format!("{WATCHES}{}", conv.unwrap_or_default()));
    }

    fn say(&self, words: &str) {
        if let Some(channel) = &self.channel {
            // Only a closed channel refuses, and this one is closed by nobody.
            let _ = channel.post_message(&words.into());
        }
    }

    /// Reports when this tab leads, when another ends from then on, and what the others say.
    pub(crate) fn watch(self: &Rc<Self>, report: &Report) {
        let locks = Locks::of_browser().map(Rc::new);
        let number = u64::from_be_bytes(entropy::bytes());
        let own = format!("{TAB}{number:016x}");
        let watched = Rc::new(Watched::new(own.clone()));
        self.listen(locks.clone(), &watched, report);
        let Some(locks) = locks else {
            report(Input::Tabs(Tabs::Leads));
            return;
        };
        let this = self.clone();
        locks.request(&own, true, move || this.say(HERE));
        let (report, all) = (report.clone(), locks.clone());
        locks.request(LEADER, true, move || {
            watched.leads.set(true);
            spawn_local(async move {
                // First the others' locks, then the storage: what a tab writes that ends in between is read, or its end is heard.
                watched.look(all, report.clone()).await;
                report(Input::Tabs(Tabs::Leads));
            });
        });
    }

    /// Listens to the other tabs for as long as the app lives; then nobody looks at anything here.
    fn listen(&self, locks: Option<Rc<Locks>>, watched: &Rc<Watched>, report: &Report) {
        let Some(channel) = &self.channel else { return };
        let last = channel.clone();
        crash::at_the_end(move || drop(last.post_message(&WATCHES.into())));
        let (watched, report) = (watched.clone(), report.clone());
        window::listen(channel, "message", move |event: Event| {
            let said = event.unchecked_into::<MessageEvent>().data().as_string();
            match (said.as_deref(), &locks) {
                (Some(HERE), Some(locks)) if watched.leads.get() => {
                    spawn_local(watched.clone().look(locks.clone(), report.clone()));
                }
                (Some(said), _) => {
                    if let Some(conv) = said.strip_prefix(WATCHES) {
                        report(Input::Tabs(Tabs::Watches(conv.parse().ok())));
                    }
                }
                _ => {}
            }
        });
    }
}

/// The tabs whose end is waited for.
struct Watched {
    names: RefCell<Vec<String>>,
    /// This tab leads: only then it waits for others.
    leads: Cell<bool>,
}

impl Watched {
    /// One does not wait for one's own.
    fn new(own: String) -> Self {
        Self {
            names: RefCell::new(vec![own]),
            leads: Cell::new(false),
        }
    }

    /// Waits for all there are.
    async fn look(self: Rc<Self>, locks: Rc<Locks>, report: Report) {
        for name in locks.held().await {
            if name.starts_with(TAB) && !self.names.borrow().contains(&name) {
                self.names.borrow_mut().push(name.clone());
                let (watched, report, ended) = (self.clone(), report.clone(), name.clone());
                locks.request(&name, false, move || {
                    watched.names.borrow_mut().retain(|name| *name != ended);
                    report(Input::Tabs(Tabs::Ended));
                });
            }
        }
    }
}

/// The browser's locks. `web_sys` counts them among what may change, though every browser has had them since 2022.
struct Locks {
    manager: JsValue,
    request: Function,
    query: Function,
}

impl Locks {
    fn of_browser() -> Option<Self> {
        let manager = property(&window::get().navigator(), "locks")?;
        Some(Self {
            request: property(&manager, "request")?.dyn_into().ok()?,
            query: property(&manager, "query")?.dyn_into().ok()?,
            manager,
        })
    }

    /// Waits for a lock, and keeps it for as long as the app lives, or lets go of it at once.
    fn request(&self, name: &str, keep: bool, granted: impl FnOnce() + 'static) {
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            if crash::has_stopped() {
                return JsValue::UNDEFINED;
            }
            granted();
            if keep {
                Promise::new(&mut |release, _| {
                    crash::at_the_end(move || drop(release.call0(&JsValue::UNDEFINED)));
                })
                .into()
            } else {
                JsValue::UNDEFINED
            }
        });
        let asked = self.request.call2(&self.manager, &name.into(), &granted);
        spawn_local(async move {
            drop(settled(asked).await);
        });
    }

    /// The names of the locks that are held, by whichever tab.
    async fn held(&self) -> Vec<String> {
        let snapshot = settled(self.query.call0(&self.manager)).await;
        let held = snapshot.and_then(|snapshot| property(&snapshot, "held"));
        let held = held.map_or_else(Array::new, |held| Array::from(&held));
        held.iter()
            .filter_map(|lock| property(&lock, "name")?.as_string())
            .collect()
    }
}

/// What a promise comes to. A refusal is of a page that is going away.
async fn settled(promise: Result<JsValue, JsValue>) -> Option<JsValue> {
    let promise = promise.ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()
}

/// A property that is there.
fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
