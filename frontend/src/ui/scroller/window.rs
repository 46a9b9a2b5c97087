//! Which rows of a long list are in the page, and how high the rest is taken to be. Pure: numbers in, numbers out.

use std::{ops::Range, sync::Arc};

/// Rows kept beyond those in view, above and below: more than a screen on every device, so that a flick does not outrun them.
pub(super) const MARGIN: usize = 40;
/// The window begins at a multiple of this: at the end of a timeline each message is put below the others, and only every so many the first go.
const STEP: usize = 16;
/// When fewer than this many are left on one side, the window moves.
pub(super) const SLACK: usize = 20;
/// The height of a row that was never drawn, in CSS pixels: a line of text in a bubble. Wrong guesses move the scrollbar's thumb, never the
/// text: what is in view is held in place by its own position.
const GUESS: f64 = 48.0;

/// The rows to draw around those in view, of `count` rows in all.
pub(super) fn around(in_view: Range<usize>, count: usize) -> Range<usize> {
    let end = in_view.end.saturating_add(MARGIN).min(count);
    let start = in_view.start.saturating_sub(MARGIN).min(end);
    start / STEP * STEP..end
}

/// Whether the drawn rows still reach far enough around those in view.
pub(super) fn reaches(drawn: &Range<usize>, in_view: &Range<usize>, count: usize) -> bool {
    let above = drawn.start == 0 || in_view.start >= drawn.start + SLACK;
    let below = drawn.end >= count || in_view.end + SLACK <= drawn.end;
    above && below
}

/// The heights of a list's rows, in CSS pixels: measured where they have been drawn, guessed elsewhere.
pub(super) struct Heights<K> {
    keys: Arc<Vec<K>>,
    /// One for each key.
    heights: Vec<f64>,
}

impl<K: Eq> Heights<K> {
    pub(super) fn new() -> Self {
        Self {
            keys: Arc::default(),
            heights: Vec::new(),
        }
    }

    /// The list holds these rows now. Those that were there keep their heights; they are expected in the order in which they were, with
    /// others put before, between and after, which is how a list changes.
    pub(super) fn carry_over(&mut self, keys: &Arc<Vec<K>>) {
        let mut at = 0;
        let carried = keys.iter().map(|key| {
            let found = self.keys[at..].iter().position(|old| old == key)?;
            at += found + 1;
            self.heights.get(at - 1).copied()
        });
        self.heights = carried.map(|height| height.unwrap_or(GUESS)).collect();
        self.keys = keys.clone();
    }

    /// Remembers the heights of these rows, beginning with the one at `first`.
    pub(super) fn measured(&mut self, first: usize, heights: &[f64]) {
        let known = self.heights.iter_mut().skip(first);
        for (known, height) in known.zip(heights) {
            *known = *height;
        }
    }

    /// The height of these rows together, in whole pixels.
    pub(super) fn sum(&self, rows: Range<usize>) -> i32 {
        let sum: f64 = self.heights.get(rows).unwrap_or_default().iter().sum();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "browsers lay out at most 2^25 pixels"
        )]
        let whole = sum.round() as i32;
        whole
    }

    /// The row that lies this far below the upper edge of the first.
    pub(super) fn at(&self, mut distance: f64) -> usize {
        for (index, height) in self.heights.iter().enumerate() {
            distance -= height;
            if distance < 0.0 {
                return index;
            }
        }
        self.heights.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests;
