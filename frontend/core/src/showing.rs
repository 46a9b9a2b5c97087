//! When what has changed is shown.
//!
//! Showing costs more than listening: views are made, laid out and painted. What a person does is shown at once, and has the next frame for
//! itself. What the server says and what time brings waits until showing has paused for long enough; while a person is busy it comes right
//! after something that they did, when the next thing is furthest away. Pure: the shell says what changed and when, and shows what it is given.

use std::{collections::BTreeSet, mem};

use common::protocol::v1::ServerFrame;

use crate::{
    effect::Effect,
    input::{Input, Mono},
    slice::Slice,
};

/// How much longer than what it has just taken to show something it takes at least until something is shown again that nobody waits for.
const LISTEN: u64 = 3;
/// What showing something takes at least, in milliseconds, where it is drawn: laying it out and painting it come after what is measured.
const FRAME_MS: u64 = 16;
/// For so long after doing something a person is taken to be about to do the next thing, in milliseconds: whoever types presses the next key
/// within it.
const BUSY_MS: u64 = 1_000;
/// No person, whatever they do, puts off anything for longer than this, in milliseconds.
const PATIENCE_MS: u64 = 100;

/// Why something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The person did something, and sees that it is done.
    Person,
    /// What the person wrote is kept: it leaves the composer at once, or the next letter is put behind it.
    Kept,
    /// Everybody waits for it, or it shows elsewhere at once: what is on screen must not be behind it.
    Awaited,
    /// The server spoke, or time has passed.
    World,
}

impl Cause {
    /// As far as it can be told before anything has come of it.
    pub const fn of(input: &Input) -> Self {
        match input {
            Input::Ui(_) => Self::Person,
            Input::Stored(_) => Self::Kept,
            // That everything is here is what the person waits for.
            Input::Server {
                frame: ServerFrame::CaughtUp,
                ..
            } => Self::Awaited,
            Input::Server { .. } | Input::Attention(_) | Input::Tick => Self::World,
            _ => Self::Awaited,
        }
    }

    /// Now that these have come of it.
    #[must_use]
    pub fn having(self, effects: &[Effect], changed: &BTreeSet<Slice>) -> Self {
        let unseen = |effect| {
            matches!(
                effect,
                &Effect::Send(_) | &Effect::Store { .. } | &Effect::WakeAt(_)
            )
        };
        let composed = |slice| matches!(slice, &Slice::Composer(_));
        match self {
            Self::Kept if changed.iter().any(composed) => Self::Person,
            Self::Kept | Self::World if effects.iter().all(unseen) => Self::World,
            Self::Kept | Self::World => Self::Awaited,
            Self::Person | Self::Awaited => self,
        }
    }
}

/// What is not shown yet, and until when it waits.
#[derive(Clone, Debug, Default)]
pub struct Showing {
    /// What may look different.
    unshown: BTreeSet<Slice>,
    /// When the first of it changed.
    since: Mono,
    /// When showing will have paused for long enough.
    rested: Mono,
    /// What the person did last was shown then.
    acted: Mono,
    /// From when on they are not disturbed by something that is shown.
    free: Mono,
    /// When the shell will come back.
    alarm: Mono,
}

impl Showing {
    /// These have changed, perhaps none of them. Gives what is to be shown now; once it is, [`Self::shown`] wants to know.
    pub fn changed(
        &mut self,
        cause: Cause,
        changed: BTreeSet<Slice>,
        now: Mono,
    ) -> BTreeSet<Slice> {
        if cause == Cause::Person {
            return self.with_what_it_ends(changed);
        }
        if self.unshown.is_empty() {
            self.since = now;
        }
        for slice in changed {
            self.unshown.insert(slice);
        }
        if cause == Cause::Awaited || self.due() <= now {
            mem::take(&mut self.unshown)
        } else {
            BTreeSet::new()
        }
    }

    /// Where someone has written, nobody sees them still typing beside it.
    fn with_what_it_ends(&mut self, mut changed: BTreeSet<Slice>) -> BTreeSet<Slice> {
        let typing = |slice: &Slice| match slice {
            Slice::Timeline(conv) => self.unshown.take(&Slice::Typing(*conv)),
            _ => None,
        };
        let typing: Vec<_> = changed.iter().filter_map(typing).collect();
        changed.extend(typing);
        changed
    }

    /// What was given was shown between these moments. A window out of sight is not drawn.
    pub fn shown(&mut self, cause: Cause, began: Mono, ended: Mono, drawn: bool) {
        let frame = if drawn { FRAME_MS } else { 0 };
        if cause == Cause::Person {
            self.acted = ended;
            self.free = ended.plus(frame);
        } else {
            let rested = ended.plus(LISTEN * ended.since(began).max(frame));
            // Something small that could not wait shortens nothing.
            self.rested = self.rested.max(rested);
            self.free = self.acted.plus(BUSY_MS);
        }
    }

    /// A tick: the alarm may have been it, at its time or a little early.
    pub fn rang(&mut self) {
        self.alarm = Mono::default();
    }

    /// When the shell is to come back with a tick, if it does not know yet.
    pub fn wake(&mut self, now: Mono) -> Option<Mono> {
        let due = self.due();
        let known = now < self.alarm && self.alarm <= due;
        if known || self.unshown.is_empty() {
            return None;
        }
        self.alarm = due;
        Some(due)
    }

    fn due(&self) -> Mono {
        self.rested.max(self.free.min(self.since.plus(PATIENCE_MS)))
    }
}

#[cfg(test)]
mod tests;
