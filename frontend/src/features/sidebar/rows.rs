//! The rows of the list. They are all of one height, and only those around what is in view are in the page: with thousands of conversations the
//! list opens and scrolls as with ten.

use std::ops::Range;

use client_core::{input::Intent, select::SidebarRow};
use common::ids::ConversationId;
use leptos::{html, prelude::*};

use super::row::ConversationLink;
use crate::store::use_store;

/// Rows that are drawn beyond those in view, at least, and by which the window moves: a flick of the wheel does not outrun it.
const STEP: usize = 16;
/// The height of a row before one was drawn, in CSS pixels.
const GUESS: f64 = 60.0;

/// Some of the conversations.
#[component]
pub(super) fn Rows(
    /// All of them, in order.
    conversations: Memo<Vec<ConversationId>>,
    /// What scrolls.
    frame: NodeRef<html::Nav>,
    /// It was scrolled, or has another height.
    moved: Trigger,
    /// The core is told roughly from where on they are in view.
    #[prop(optional)]
    told: bool,
) -> impl IntoView {
    let store = use_store();
    let list = NodeRef::<html::Ul>::new();
    let window = Memo::new(move |before: Option<&Window>| {
        moved.track();
        let count = conversations.with(Vec::len);
        let now = frame.get().zip(list.get()).and_then(|(frame, list)| {
            let (view, all) = (
                frame.get_bounding_client_rect(),
                list.get_bounding_client_rect(),
            );
            let row = list.children().item(0);
            let height = row.map_or(GUESS, |row| row.get_bounding_client_rect().height());
            Window::around(view.top() - all.top(), view.height(), height, count)
        });
        now.unwrap_or_else(|| before.cloned().unwrap_or_default())
    });
    let shown = move || {
        let Range { start, end } = window.get().rows;
        if told {
            store.intend(Intent::ListScrolled(start));
        }
        conversations.with(|all| {
            let end = end.min(all.len());
            all[start.min(end)..end].to_vec()
        })
    };
    let beyond = move || {
        let count = conversations.with(Vec::len);
        window.with(|window| window.beyond(count))
    };
    let count = move || conversations.with(|all| all.len().to_string());
    let place = move |conv| {
        let at = conversations.with(|all| all.iter().position(|other| *other == conv));
        at.map(|at| (at + 1).to_string())
    };
    let row = move |conv| -> Memo<Option<SidebarRow>> {
        Memo::new(move |last: Option<&Option<SidebarRow>>| {
            // A row that has just left the list is drawn once more before its element goes.
            (store.sidebar_row(conv)).or_else(|| last.cloned().flatten())
        })
    };
    view! {
        <ul
            node_ref=list
            style:padding-block=beyond
        >
            <For
                each=shown
                key=|conv| *conv
                children=move |conv| view! {
                    <li aria-setsize=count aria-posinset=move || place(conv)>
                        <ConversationLink conv row=row(conv) />
                    </li>
                }
            />
        </ul>
    }
}

/// Which rows are in the page.
#[derive(Clone, Debug, PartialEq)]
struct Window {
    rows: Range<usize>,
    /// The height of each.
    height: f64,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            rows: 0..2 * STEP,
            height: GUESS,
        }
    }
}

impl Window {
    /// The rows to draw where the list's upper edge is `above` pixels above the view's, which is `view` pixels high; nothing where nothing is laid out.
    fn around(above: f64, view: f64, height: f64, count: usize) -> Option<Self> {
        if view <= 0.0 || height <= 0.0 {
            return None;
        }
        let row_at = |pixels: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "not negative, and browsers lay out at most 2^25 pixels"
            )]
            let row = (pixels.max(0.0) / height) as usize;
            row.min(count)
        };
        let start = (row_at(above) / STEP).saturating_sub(1) * STEP;
        let end = (row_at(above + view) / STEP + 2) * STEP;
        Some(Self {
            rows: start..end,
            height,
        })
    }

    /// What stands for the rows above and below these, in whole CSS pixels: the code that writes fractions would weigh on the first load.
    fn beyond(&self, count: usize) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "conversations are few, and browsers lay out at most 2^25 pixels"
        )]
        let pixels = |rows: usize| (rows as f64 * self.height) as u32;
        let (above, below) = (self.rows.start, count.saturating_sub(self.rows.end));
        format!("{}px {}px", pixels(above), pixels(below))
    }
}

#[cfg(test)]
mod tests;
