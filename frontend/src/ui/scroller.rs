//! A long list that stays where it is being read.
//!
//! Only the rows around those in view are in the page; two spacers stand for the rest. The list is laid out from its end (a reversed
//! column around one block): at the end it follows what is added, and what is put before never moves what is in view; the browser does both
//! by itself. What is left is done here: when rows change below a place that is being read, or the window moves, the first row in view
//! is put back to where it was.

mod geometry;
mod list;
mod window;

use std::{cell::RefCell, hash::Hash, rc::Rc, sync::Arc};

use leptos::{ev, prelude::*};

use self::list::{List, State};

/// What a key of the list must be.
pub(crate) trait Key: Copy + Eq + Hash + Send + Sync + 'static {}
impl<K: Copy + Eq + Hash + Send + Sync + 'static> Key for K {}

/// A row in view and the distance of its upper edge from the list's own, in CSS pixels.
pub(crate) type Anchor<K> = (K, f64);

/// A long list. Its rows are one element each.
#[component]
pub(crate) fn Scroller<K, N>(
    /// The keys of all rows, in order.
    keys: Signal<Arc<Vec<K>>>,
    /// Draws a row.
    row: impl Fn(K) -> N + Clone + Send + Sync + 'static,
    /// The list's name.
    label: &'static str,
    /// More is on its way, and what is put in is not news to be read aloud.
    #[prop(into)]
    busy: Signal<bool>,
    /// Where to begin, asked once there are rows; `None` is the end.
    begin: impl Fn(&[K]) -> Option<Anchor<K>> + 'static,
    /// Where the list is now; `None` is the end.
    #[prop(into)]
    on_move: Callback<Option<Anchor<K>>>,
    /// The last row whose lower edge is in view, whenever that may be another one.
    #[prop(into)]
    on_view: Callback<K>,
    /// The start of the list is near.
    #[prop(into)]
    on_near_start: Callback<()>,
    /// Goes up by one to call the list back to its end.
    to_end: RwSignal<u32>,
    /// What stands before the first row.
    children: Children,
) -> impl IntoView
where
    K: Key,
    N: IntoView + 'static,
{
    let list = List {
        keys,
        frame: NodeRef::new(),
        rows: NodeRef::new(),
        shown: RwSignal::default(),
        spacers: RwSignal::default(),
        on_move,
        on_view,
        on_near_start,
        state: StoredValue::new_local(Rc::new(RefCell::new(State::new(Box::new(begin))))),
    };
    Effect::new(move || list.follow());
    let resized = window_event_listener(ev::resize, move |_| list.look());
    on_cleanup(move || resized.remove());
    Effect::new(move |before: Option<u32>| {
        let calls = to_end.get();
        if before.is_some_and(|before| before != calls) {
            list.go_to_end();
        }
        calls
    });
    view! {
        <div
            node_ref=list.frame
            class="timeline-scroll"
            role="log"
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            tabindex="0"
            on:scroll=move |_| list.scrolled()
            on:keydown=move |event| {
                if list.step(&event) {
                    event.prevent_default();
                }
            }
        >
            <div class="timeline-content">
                {children()}
                <div style:height=move || format!("{}px", list.spacers.get().0)></div>
                <div node_ref=list.rows>
                    <For each=move || list.drawing() key=|key| *key children=row />
                </div>
                <div style:height=move || format!("{}px", list.spacers.get().1)></div>
            </div>
        </div>
    }
}
