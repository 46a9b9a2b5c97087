//! One input after the other, and when what they change is shown.
//!
//! Showing costs more than listening. What a person does is shown at once; what the server says waits until showing has paused for long enough.

use std::collections::BTreeSet;

use client_core::{
    input::{Context, Input, Mono},
    reduce::reduce,
    slice::Slice,
};
use common::protocol::v1::ServerFrame;

use super::{Inner, effects};
use crate::services::{clock, entropy, window};

/// How much longer than what it has just taken to show something it takes at least until what the server says is shown again.
const LISTEN: u64 = 3;
/// What showing something takes at least, in milliseconds, where it is drawn: laying it out and painting it come after what is measured.
const FRAME_MS: u64 = 16;
/// What the server said is put off no longer than this by a person who does something in every frame, as whoever scrolls.
const PATIENCE_MS: u64 = 100;

impl Inner {
    pub(super) fn dispatch(&self, input: Input) {
        self.waiting.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            let context = Context {
                mono: clock::mono(),
                wall: clock::wall(),
                random: entropy::bytes(),
            };
            let mut wished = matches!(input, Input::Ui(_));
            let stored = matches!(input, Input::Stored(_));
            let said = match &input {
                // That everything is here is what the person waits for.
                Input::Server { frame, .. } => !matches!(frame, ServerFrame::CaughtUp),
                _ => stored,
            };
            let (effects, changed) = reduce(&mut self.model.borrow_mut(), input, context);
            // What one sent leaves the field when it is kept: at once, or the next letter is put behind it.
            wished |= stored
                && changed
                    .iter()
                    .any(|slice| matches!(slice, Slice::Composer(_)));
            let early = context.mono < self.show_at.get();
            if wished {
                self.show_alone(&changed);
            } else if said && early && effects.iter().all(effects::is_unseen) {
                self.show_later(&changed, context.mono);
            } else {
                self.note(&changed);
                self.show(context.mono);
            }
            for effect in effects {
                self.effects.run(effect);
            }
        }
        self.busy.set(false);
    }

    /// Shows what has changed. A server may say more than can be drawn, as when it tells of thousands of conversations: a moment that was taken for
    /// showing is followed by several in which it is only listened to.
    fn show(&self, began: Mono) {
        let changed = self.unshown.take();
        self.slices.refresh(&self.model.borrow(), &changed);
        let now = clock::mono();
        let again = now.plus(LISTEN * now.since(began).max(frame_ms()));
        // Something small that is shown at once shortens nothing.
        self.show_at.set(self.show_at.get().max(again));
    }

    /// A person is never kept waiting: what they do is shown at once, and has the next frame for itself. What the server said meanwhile comes after it.
    fn show_alone(&self, changed: &BTreeSet<Slice>) {
        if changed.is_empty() {
            return;
        }
        self.slices.refresh(&self.model.borrow(), changed);
        let now = clock::mono();
        let waits = !self.unshown.borrow().is_empty();
        if waits && now.since(self.unshown_since.get()) > PATIENCE_MS {
            return;
        }
        self.show_at
            .set(self.show_at.get().max(now.plus(frame_ms())));
        if waits {
            self.effects.show_at(self.show_at.get());
        }
    }

    /// Thousands of frames may wait for the same moment: the alarm is set by the first of them.
    fn show_later(&self, changed: &BTreeSet<Slice>, now: Mono) {
        if self.unshown.borrow().is_empty() && !changed.is_empty() {
            self.unshown_since.set(now);
            self.effects.show_at(self.show_at.get());
        }
        self.note(changed);
    }

    fn note(&self, changed: &BTreeSet<Slice>) {
        for slice in changed {
            self.unshown.borrow_mut().insert(*slice);
        }
    }

    fn next(&self) -> Option<Input> {
        self.waiting.borrow_mut().pop_front()
    }
}

/// A window out of sight is not drawn, and its timers are late.
fn frame_ms() -> u64 {
    if window::visible() { FRAME_MS } else { 0 }
}
