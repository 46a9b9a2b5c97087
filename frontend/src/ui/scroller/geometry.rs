//! Where things are on screen, in CSS pixels. The frame is laid out from its end: its scroll position is 0 there and negative above.

use std::ops::Range;

use leptos::{
    html::{Article, Div, ElementType},
    wasm_bindgen::JsCast,
};

/// An element of the page.
type Node = <Div as ElementType>::Output;
/// An element of the page of no special kind.
type Row = <Article as ElementType>::Output;

/// The height of what can be seen of the list.
pub(super) fn height(frame: &Node) -> f64 {
    f64::from(frame.client_height())
}

/// How far the list's upper edge is below the window's.
pub(super) fn top(frame: &Node) -> f64 {
    frame.get_bounding_client_rect().top()
}

/// How far the list is from its end.
pub(super) fn from_end(frame: &Node) -> f64 {
    f64::from(-frame.scroll_top())
}

/// How far the list is from its start.
pub(super) fn from_start(frame: &Node) -> f64 {
    f64::from(frame.scroll_height() - frame.client_height() + frame.scroll_top())
}

/// The drawn rows that can be seen; `None` if there are none.
pub(super) fn visible(frame: &Node, list: &Node) -> Option<Range<usize>> {
    let view = frame.get_bounding_client_rect();
    let rows = list.children();
    let count = rows.length();
    let edges = |at: u32| rows.item(at).map(|row| row.get_bounding_client_rect());
    // Rows lie in order: both ends are found by halving.
    let first = first_where(count, |at| {
        edges(at).is_some_and(|row| row.bottom() > view.top())
    });
    let after = first_where(count, |at| {
        edges(at).is_some_and(|row| row.top() >= view.bottom())
    });
    (first < after).then_some(first as usize..after as usize)
}

/// The last drawn row whose lower edge can be seen or is above what can be; `None` if there is none.
pub(super) fn last_whole(frame: &Node, list: &Node) -> Option<usize> {
    // Edges fall between pixels.
    let end = frame.get_bounding_client_rect().bottom() + 1.0;
    let rows = list.children();
    let below = first_where(rows.length(), |at| {
        rows.item(at)
            .is_some_and(|row| row.get_bounding_client_rect().bottom() > end)
    });
    below.checked_sub(1).map(|at| at as usize)
}

/// How far a drawn row's upper edge is below the list's own.
pub(super) fn offset(frame: &Node, list: &Node, at: usize) -> Option<f64> {
    let row = list.children().item(u32::try_from(at).ok()?)?;
    Some(row.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top())
}

/// The heights of the drawn rows.
pub(super) fn heights(list: &Node) -> Vec<f64> {
    let rows = list.children();
    (0..rows.length())
        .filter_map(|at| rows.item(at))
        .map(|row| row.get_bounding_client_rect().height())
        .collect()
}

/// Scrolls the list to its end.
pub(super) fn go_to_end(frame: &Node) {
    frame.set_scroll_top(0);
}

/// Scrolls the list down by so many pixels.
pub(super) fn scroll_by(frame: &Node, pixels: i32) {
    frame.set_scroll_top(frame.scroll_top() + pixels);
}

/// How far a row is from where it was, in whole pixels: how far down it has come.
pub(super) fn moved<K: PartialEq>(
    frame: &Node,
    list: &Node,
    drawn: &[K],
    (key, was): (K, f64),
) -> i32 {
    let at = drawn.iter().position(|other| *other == key);
    let is = at.and_then(|at| offset(frame, list, at)).unwrap_or(was);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a distance on screen fits 31 bits; positions are whole pixels, and half a pixel is no movement"
    )]
    let moved = (is - was) as i32;
    moved
}

/// Puts the focus on the row after (or before) the one that has it, and on one in view if none has; rows that take no focus are passed over.
/// Returns whether there was one.
pub(super) fn focus_next(frame: &Node, list: &Node, back: bool) -> bool {
    let rows = list.children();
    let row = |at: usize| rows.item(u32::try_from(at).ok()?);
    let count = rows.length() as usize;
    let focused = (0..count)
        .find(|at| row(*at).is_some_and(|row| row.matches(":focus-within").unwrap_or_default()));
    let visible = visible(frame, list).unwrap_or_default();
    let candidates: &mut dyn Iterator<Item = usize> = if back {
        &mut (0..focused.unwrap_or(visible.end)).rev()
    } else {
        &mut (focused.map_or(visible.start, |at| at + 1)..count)
    };
    let next = candidates
        .filter_map(row)
        .find(|row| row.has_attribute("tabindex"));
    // Whatever takes the focus is an element of HTML; the browser brings it into view.
    next.is_some_and(|next| next.unchecked_ref::<Row>().focus().is_ok())
}

/// The first of `count` for which something holds that holds for all after it; `count` if for none.
fn first_where(count: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
