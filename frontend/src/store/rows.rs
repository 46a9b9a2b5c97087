//! The rows of the timeline on screen: the list holds keys, each key has a signal of its own.
//!
//! A keyed list does not look again at a row whose key it has already drawn, so the row's content must be a signal. Keys stay (a message
//! keeps its own from the key press through the echo), and with them the nodes on screen.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use client_core::select::{Older, Row, RowKey, TimelineView};
use common::time::Timestamp;
use leptos::prelude::*;

use super::slices::set;

/// What is around the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimelineFrame {
    /// What is before the first row.
    pub(crate) older: Older,
    /// The bodies are not here yet.
    pub(crate) loading: bool,
    /// No message is there, and none is missing.
    pub(crate) empty: bool,
    /// Messages that came while the end was out of view.
    pub(crate) below: u32,
    /// A moment of the first day, once the start is held.
    pub(crate) began: Option<Timestamp>,
}

/// The rows of one conversation.
pub(crate) struct Rows {
    /// Their keys, oldest first.
    pub(crate) keys: ArcRwSignal<Arc<Vec<RowKey>>>,
    /// What is around them.
    pub(crate) frame: ArcRwSignal<TimelineFrame>,
    by_key: Mutex<BTreeMap<RowKey, ArcRwSignal<Row>>>,
}

impl Rows {
    pub(super) fn new(view: TimelineView) -> Self {
        let rows = Self {
            keys: ArcRwSignal::new(Arc::default()),
            frame: ArcRwSignal::new(frame(&view)),
            by_key: Mutex::default(),
        };
        rows.show(view);
        rows
    }

    /// The row under this key, while it is there.
    pub(crate) fn row(&self, key: RowKey) -> Option<ArcRwSignal<Row>> {
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        by_key.get(&key).cloned()
    }

    /// Changes rows that say something else, makes new ones, drops those that are gone.
    pub(super) fn show(&self, view: TimelineView) {
        let frame = frame(&view);
        let keys: Vec<_> = view.rows.iter().map(Row::key).collect();
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let mut old = std::mem::take(&mut *by_key);
        let mut changed = Vec::new();
        for row in view.rows {
            let key = row.key();
            let signal = match old.remove(&key) {
                Some(signal) => {
                    changed.push((signal.clone(), row));
                    signal
                }
                None => ArcRwSignal::new(row),
            };
            by_key.insert(key, signal);
        }
        // Whoever hears of a change may ask for a row.
        drop(by_key);
        for (signal, row) in changed {
            set(&signal, row);
        }
        if self.keys.with_untracked(|old| **old != keys) {
            self.keys.set(Arc::new(keys));
        }
        set(&self.frame, frame);
    }
}

fn frame(view: &TimelineView) -> TimelineFrame {
    let starts = matches!(view.rows.first(), Some(Row::Start));
    TimelineFrame {
        older: view.older,
        loading: view.loading,
        empty: !view.loading
            && view.older == Older::Start
            && !view.rows.iter().any(|row| matches!(row, Row::Message(_))),
        below: view.below,
        began: view.rows.iter().find_map(|row| match row {
            Row::Day { at, .. } if starts => Some(*at),
            _ => None,
        }),
    }
}
