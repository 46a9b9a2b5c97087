//! Which rows of a long list are in the page, and how high the rest is taken to be. Pure: numbers in, numbers out.

use std::{collections::HashMap, hash::Hash, ops::Range};

/// Rows kept beyond those in view, above and below: more than a screen on every device, so that a flick does not outrun them.
pub(super) const MARGIN: usize = 60;
/// When fewer than this many are left on one side, the window moves.
pub(super) const SLACK: usize = 25;
/// The height of a row that was never drawn, in CSS pixels: a line of text in a bubble. Wrong guesses move the scrollbar's thumb, never the
/// text: what is in view is held in place by its own position.
const GUESS: f64 = 48.0;

/// The rows to draw around those in view, of `count` rows in all.
pub(super) fn around(in_view: Range<usize>, count: usize) -> Range<usize> {
    let end = in_view.end.saturating_add(MARGIN).min(count);
    let start = in_view.start.saturating_sub(MARGIN).min(end);
    start..end
}

/// Whether the drawn rows still reach far enough around those in view.
pub(super) fn reaches(drawn: &Range<usize>, in_view: &Range<usize>, count: usize) -> bool {
    let above = drawn.start == 0 || in_view.start >= drawn.start + SLACK;
    let below = drawn.end >= count || in_view.end + SLACK <= drawn.end;
    above && below
}

/// The heights of rows that have been drawn, in CSS pixels.
pub(super) struct Heights<K>(HashMap<K, f64>);

impl<K: Eq + Hash + Copy> Heights<K> {
    pub(super) fn new() -> Self {
        Self(HashMap::new())
    }

    /// Remembers a row's height.
    pub(super) fn set(&mut self, key: K, height: f64) {
        self.0.insert(key, height);
    }

    /// The height of these rows together.
    pub(super) fn sum(&self, keys: &[K]) -> f64 {
        keys.iter().map(|key| self.of(key)).sum()
    }

    /// The row that lies this far below the upper edge of the first.
    pub(super) fn at(&self, keys: &[K], mut distance: f64) -> usize {
        for (index, key) in keys.iter().enumerate() {
            distance -= self.of(key);
            if distance < 0.0 {
                return index;
            }
        }
        keys.len().saturating_sub(1)
    }

    fn of(&self, key: &K) -> f64 {
        self.0.get(key).copied().unwrap_or(GUESS)
    }
}

#[cfg(test)]
mod tests;
