//! Which of this browser's tabs leads, by Web Locks: the lock that one tab holds for as long as somebody is signed in there, and all others wait for
//! in which somebody is.
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

use client_core::input::{Input, TabId, Tabs};
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
/// What a new tab says there, and one that has come to lead: those that are looked at say so in answer.
const HERE: &str = "here";
/// What a tab says there, followed by its number, of the conversation that the person looks at in it; nothing follows that where there is none.
const WATCHES: &str = "watches ";

/// This tab's place among those of the browser.
pub(crate) struct Leader {
    channel: Option<BroadcastChannel>,
    /// None where the browser gives none.
    locks: Option<Locks>,
    /// This tab is to lead as soon as it can.
    wanted: Cell<bool>,
    /// It stands in line for that.
    waits: Cell<bool>,
    /// It leads: this gives the lock back.
    lock: RefCell<Option<Function>>,
    /// This tab.
    own: TabId,
    /// What the person looks at in it.
    watched: Cell<Option<ConversationId>>,
    /// The tabs whose end is waited for.
    awaited: RefCell<Vec<TabId>>,
}

impl Default for Leader {
    fn default() -> Self {
        Self {
            channel: BroadcastChannel::new(CHANNEL).ok(),
            locks: Locks::of_browser(),
            wanted: Cell::new(false),
            waits: Cell::new(false),
            lock: RefCell::new(None),
            own: TabId(u64::from_be_bytes(entropy::bytes())),
            watched: Cell::new(None),
            awaited: RefCell::default(),
        }
    }
}

impl Leader {
    /// Tells the other tabs at which conversation the person looks here.
    pub(crate) fn tell(&self, watched: Option<ConversationId>) {
        self.watched.set(watched);
        self.say(&watches(self.own, watched));
    }

    fn say(&self, words: &str) {
        if let Some(channel) = &self.channel {
            // Only a closed channel refuses, and this one is closed by nobody.
            let _ = channel.post_message(&words.into());
        }
    }

    /// Reports what the other tabs say, and lets them know of this one.
    pub(crate) fn watch(self: &Rc<Self>, report: &Report) {
        self.listen(report);
        let this = self.clone();
        if let Some(locks) = &self.locks {
            locks.request(&lock_of(self.own), move |release| {
                crash::at_the_end(move || give_back(&release));
                this.say(HERE);
            });
        }
    }

    /// Reports when this tab leads, and when another ends from then on; or leaves that to another tab.
    pub(crate) fn lead(self: &Rc<Self>, on: bool, report: &Report) {
        self.wanted.set(on);
        if !on {
            if let Some(release) = self.lock.take() {
                give_back(&release);
            }
            return;
        }
        let Some(locks) = &self.locks else {
            report(Input::Tabs(Tabs::Leads));
            return;
        };
        if self.waits.replace(true) {
            return;
        }
        let (this, report) = (self.clone(), report.clone());
        locks.request(LEADER, move |release| {
            this.waits.set(false);
            if !this.wanted.get() {
                give_back(&release);
                return;
            }
            let last = release.clone();
            crash::at_the_end(move || give_back(&last));
            this.lock.replace(Some(release));
            spawn_local(async move {
                // First the others' locks, then the storage: what a tab writes that ends in between is read, or its end is heard.
                this.clone().look(report.clone()).await;
                if this.leads() {
                    report(Input::Tabs(Tabs::Leads));
                    this.say(HERE);
                }
            });
        });
    }

    fn leads(&self) -> bool {
        self.lock.borrow().is_some()
    }

    /// Listens to the other tabs for as long as the app lives; then nobody looks at anything here.
    fn listen(self: &Rc<Self>, report: &Report) {
        let Some(channel) = &self.channel else { return };
        let (last, nothing) = (channel.clone(), watches(self.own, None));
        crash::at_the_end(move || drop(last.post_message(&nothing.into())));
        let (this, report) = (self.clone(), report.clone());
        window::listen(channel, "message", move |event: Event| {
            let said = event.unchecked_into::<MessageEvent>().data().as_string();
            let Some(said) = said else { return };
            if said == HERE {
                if this.leads() {
                    spawn_local(this.clone().look(report.clone()));
                }
                if let Some(conv) = this.watched.get() {
                    this.say(&watches(this.own, Some(conv)));
                }
            } else if let Some((tab, conv)) = watched(&said) {
                report(Input::Tabs(Tabs::Watches(tab, conv)));
            }
        });
    }

    /// Waits for the end of all other tabs there are.
    async fn look(self: Rc<Self>, report: Report) {
        let Some(locks) = &self.locks else { return };
        for tab in locks.held().await.iter().filter_map(|name| tab_of(name)) {
            if tab != self.own && !self.awaited.borrow().contains(&tab) {
                self.awaited.borrow_mut().push(tab);
                let (this, report) = (self.clone(), report.clone());
                locks.request(&lock_of(tab), move |release| {
                    give_back(&release);
                    this.awaited.borrow_mut().retain(|awaited| *awaited != tab);
                    report(Input::Tabs(Tabs::Ended(tab)));
                });
            }
        }
    }
}

/// The name of a tab's own lock.
fn lock_of(tab: TabId) -> String {
    format!("{TAB}{:016x}", tab.0)
}

/// The tab with this lock.
fn tab_of(lock: &str) -> Option<TabId> {
    number(lock.strip_prefix(TAB)?)
}

fn number(written: &str) -> Option<TabId> {
    u64::from_str_radix(written, 16).ok().map(TabId)
}

/// What a tab says of the conversation that the person looks at in it.
fn watches(tab: TabId, conv: Option<ConversationId>) -> String {
    let conv = conv.map(|conv| conv.to_string());
    format!("{WATCHES}{:016x} {}", tab.0, conv.unwrap_or_default())
}

/// The same, heard. A tab of an earlier build names no tab, and is not understood.
fn watched(said: &str) -> Option<(TabId, Option<ConversationId>)> {
    let (tab, conv) = said.strip_prefix(WATCHES)?.split_once(' ')?;
    Some((number(tab)?, conv.parse().ok()))
}

/// Lets go of a lock.
fn give_back(release: &Function) {
    // A promise's own function, which fails at nothing.
    let _ = release.call0(&JsValue::UNDEFINED);
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

    /// Waits for a lock. What is given with it gives it back.
    fn request(&self, name: &str, granted: impl FnOnce(Function) + 'static) {
        self.request_boxed(name, Box::new(granted));
    }

    /// Apart, so that what all requests have in common is in the first load once.
    fn request_boxed(&self, name: &str, granted: Box<dyn FnOnce(Function)>) {
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            let mut granted = (!crash::has_stopped()).then_some(granted);
            Promise::new(&mut |release, _| match granted.take() {
                Some(granted) => granted(release),
                None => give_back(&release),
            })
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

#[cfg(test)]
mod tests;
