//! What a long list knows of itself, and what it does when its rows change or it is scrolled.

use std::{cell::RefCell, ops::Range, rc::Rc, sync::Arc};

use leptos::{ev::KeyboardEvent, html, prelude::*, task};

use super::{
    Anchor, Key, geometry,
    window::{Heights, MARGIN, around, reaches},
};

/// Nearer to the end than this, in CSS pixels, counts as being there: less than one line above it.
const AT_END: f64 = 24.0;
/// Nearer to the start than this many screens, what is before it is asked for: early enough that scrolling rarely has to wait.
const NEAR_START: f64 = 3.0;

/// A long list on screen. A copy is a handle to the same list.
#[derive(Clone, Copy)]
pub(super) struct List<K: Key> {
    /// The keys of all rows, in order.
    pub(super) keys: Signal<Arc<Vec<K>>>,
    /// The element that scrolls.
    pub(super) frame: NodeRef<html::Div>,
    /// The element that holds the rows.
    pub(super) rows: NodeRef<html::Div>,
    /// The keys of the rows that are to be in the page, and where the first of them stands among all.
    pub(super) shown: RwSignal<(usize, Arc<Vec<K>>)>,
    /// The heights that stand for the rows before and after those, in whole CSS pixels.
    pub(super) spacers: RwSignal<(i32, i32)>,
    /// Told where the list is, whenever it was scrolled.
    pub(super) on_move: Callback<Option<Anchor<K>>>,
    /// Told which row's lower edge is the last in view.
    pub(super) on_view: Callback<K>,
    /// Told that the start is near.
    pub(super) on_near_start: Callback<()>,
    /// What changes as the list is drawn and scrolled; nothing on screen depends on it directly.
    pub(super) state: StoredValue<Rc<RefCell<State<K>>>, LocalStorage>,
}

/// See [`List::state`].
pub(super) struct State<K> {
    heights: Heights<K>,
    /// The keys whose rows are in the page, in order.
    drawn: Vec<K>,
    /// Where the first of them stood among all rows.
    first: usize,
    anchor: Option<Anchor<K>>,
    /// Where the list's own upper edge was then, if that is known.
    top: Option<f64>,
    /// Where to begin, until there are rows.
    begin: Option<Begin<K>>,
}

/// Says where a list begins that has these rows.
pub(super) type Begin<K> = Box<dyn Fn(&[K]) -> Option<Anchor<K>>>;

impl<K: Key> State<K> {
    pub(super) fn new(begin: Begin<K>) -> Self {
        Self {
            heights: Heights::new(),
            drawn: Vec::new(),
            first: 0,
            anchor: None,
            top: None,
            begin: Some(begin),
        }
    }
}

impl<K: Key> List<K> {
    /// The keys to draw, at the moment at which they are drawn.
    pub(super) fn drawing(self) -> Vec<K> {
        let (first, shown) = self.shown.get();
        let state = self.state.get_value();
        let mut state = state.borrow_mut();
        state.first = first;
        state.drawn.clone_from(&shown);
        shown.to_vec()
    }

    /// The rows changed: what is being read stays where it is, and at the end the list follows.
    pub(super) fn follow(self) {
        let keys = self.keys.get();
        self.begin(&keys);
        let anchor = self.state.get_value().borrow().anchor;
        let at = anchor.and_then(|(key, _)| keys.iter().position(|other| *other == key));
        self.draw(match at {
            Some(at) => at..(at + MARGIN / 2).min(keys.len()),
            None => keys.len().saturating_sub(MARGIN / 2)..keys.len(),
        });
    }

    fn begin(self, keys: &[K]) {
        let state = self.state.get_value();
        let begin = state.borrow_mut().begin.take_if(|_| !keys.is_empty());
        if let Some(anchor) = begin.and_then(|begin| begin(keys)) {
            let mut state = state.borrow_mut();
            (state.anchor, state.top) = (Some(anchor), None);
            drop(state);
            self.on_move.run(Some(anchor));
        }
    }

    /// Goes to the end.
    pub(super) fn go_to_end(self) {
        self.state.get_value().borrow_mut().anchor = None;
        let count = self.keys.get_untracked().len();
        self.draw(count.saturating_sub(MARGIN / 2)..count);
        self.on_move.run(None);
    }

    /// The list was scrolled, or its frame changed.
    pub(super) fn scrolled(self) {
        let (Some(frame), Some(rows)) = (self.frame.get_untracked(), self.rows.get_untracked())
        else {
            return;
        };
        let (keys, state) = (self.keys.get_untracked(), self.state.get_value());
        let drawn = state.borrow().drawn.clone();
        let first = drawn
            .first()
            .and_then(|first| keys.iter().position(|key| key == first))
            .unwrap_or_default();
        if let Some(visible) = geometry::visible(&frame, &rows) {
            let at_end = geometry::from_end(&frame) <= AT_END && drawn.last() == keys.last();
            state.borrow_mut().anchor = if at_end {
                None
            } else {
                let offset = geometry::offset(&frame, &rows, visible.start);
                drawn.get(visible.start).copied().zip(offset)
            };
            let in_view = first + visible.start..first + visible.end;
            if !reaches(&(first..first + drawn.len()), &in_view, keys.len()) {
                self.draw(in_view);
            }
        } else if geometry::from_end(&frame) <= AT_END {
            // Thrown to the end from far above it.
            state.borrow_mut().anchor = None;
            self.draw(keys.len().saturating_sub(MARGIN / 2)..keys.len());
        } else if !keys.is_empty() {
            // Thrown past everything that is drawn: what should be here is a matter of heights, and nothing is in view that could jump.
            let at = state.borrow().heights.at(geometry::from_start(&frame));
            state.borrow_mut().anchor = keys.get(at).map(|key| (*key, 0.0));
            self.draw(at..at + 1);
        }
        state.borrow_mut().top = Some(geometry::top(&frame));
        let anchor = state.borrow().anchor;
        self.on_move.run(anchor);
        self.look();
    }

    /// ↑ and ↓ lead from row to row, as far as rows take the focus; the first step leads to what is in view. Returns whether there was one.
    pub(super) fn step(self, event: &KeyboardEvent) -> bool {
        let back = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return false,
        };
        let (Some(frame), Some(rows)) = (self.frame.get_untracked(), self.rows.get_untracked())
        else {
            return false;
        };
        let plain = !(event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key());
        plain && geometry::focus_next(&frame, &rows, back)
    }

    /// Draws the rows around these, and puts the anchor back to where it was once they are in the page.
    fn draw(self, in_view: Range<usize>) {
        let keys = self.keys.get_untracked();
        let range = around(in_view, keys.len());
        self.measure_leaving(&keys[range.clone()]);
        let state = self.state.get_value();
        {
            let mut state = state.borrow_mut();
            state.heights.carry_over(&keys);
            let below = state.heights.sum(range.end..keys.len());
            self.spacers.set((state.heights.sum(0..range.start), below));
        }
        self.shown
            .set((range.start, Arc::new(keys[range].to_vec())));
        task::spawn_local(async move {
            // The views that depend on `shown` and `spacers` are drawn in turns before this one.
            task::tick().await;
            self.settle();
        });
    }

    fn settle(self) {
        let (Some(frame), Some(rows), Some(state)) = (
            self.frame.try_get_untracked().flatten(),
            self.rows.try_get_untracked().flatten(),
            self.state.try_get_value(),
        ) else {
            return;
        };
        let anchor = state.borrow().anchor;
        let to_end =
            anchor.is_some() && self.keys.get_untracked().last() == state.borrow().drawn.last();
        match anchor {
            None => geometry::go_to_end(&frame),
            Some((key, was)) => {
                // What comes above the list moves its upper edge, and not what is being read.
                let top = geometry::top(&frame);
                let before = state.borrow_mut().top.replace(top);
                let anchor = (key, was - (top - before.unwrap_or(top)));
                state.borrow_mut().anchor = Some(anchor);
                let moved = geometry::moved(&frame, &rows, &state.borrow().drawn, anchor);
                let (above, below) = self.spacers.get_untracked();
                // What is below and not drawn makes up for it: setting the position would end a scroll that is under way.
                if moved != 0 && below > 0 && below + moved > 0 {
                    self.spacers.set((above, below + moved));
                } else if moved != 0 {
                    geometry::scroll_by(&frame, moved);
                }
            }
        }
        // There is nothing further down than the end: a place that lies there is the end, and follows what is added.
        if to_end && geometry::from_end(&frame) < 1.0 {
            state.borrow_mut().anchor = None;
            self.on_move.run(None);
        }
        self.look();
    }

    /// What is in view may be something else.
    pub(super) fn look(self) {
        let (Some(frame), Some(rows)) = (self.frame.get_untracked(), self.rows.get_untracked())
        else {
            return;
        };
        let last = geometry::last_whole(&frame, &rows);
        let state = self.state.get_value();
        let key = last.and_then(|last| state.borrow().drawn.get(last).copied());
        if let Some(key) = key {
            self.on_view.run(key);
        }
        let drawn_to_start = state.borrow().drawn.first() == self.keys.get_untracked().first();
        let near = NEAR_START * geometry::height(&frame);
        if drawn_to_start && geometry::from_start(&frame) < near {
            self.on_near_start.run(());
        }
    }

    /// Remembers the heights of the rows in the page, if any of them is not among those that are to be in it: a spacer will stand for it.
    fn measure_leaving(self, staying: &[K]) {
        let Some(rows) = self.rows.get_untracked() else {
            return;
        };
        let state = self.state.get_value();
        let mut state = state.borrow_mut();
        // Both are stretches of one list: if its ends stay, so does all that is between.
        let mut ends = state.drawn.first().into_iter().chain(state.drawn.last());
        if !ends.all(|end| staying.contains(end)) {
            let first = state.first;
            state.heights.measured(first, &geometry::heights(&rows));
        }
    }
}
