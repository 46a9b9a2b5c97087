//! What the person at a browser has really looked at, by the rule of semantics 3 and no code of the client's: an entry was read if its end was in
//! view for half a second, the page on screen, the window focused, and the person not idle.

use client_core::input::{Attention, Input, Intent, LinkEvent, Route};
use common::{
    ids::ConversationId,
    limits::{IDLE_MS, READ_VIEW_MS},
    seq::Seq,
};

/// The eyes of the person at one page.
#[derive(Clone, Debug)]
pub(crate) struct Eyes {
    visible: bool,
    focused: bool,
    moved: u64,
    /// Since when all of that has been so.
    looking: Option<u64>,
    conv: Option<ConversationId>,
    /// The last entry in view, each since a moment.
    view: Vec<(u64, Seq)>,
}

impl Eyes {
    /// A person opens a page, and looks at it.
    pub(crate) fn new(now: u64) -> Self {
        Self {
            visible: true,
            focused: true,
            moved: now,
            looking: Some(now),
            conv: None,
            view: Vec::new(),
        }
    }

    /// There was input within the time after which someone is idle.
    pub(crate) fn is_active(&self, now: u64) -> bool {
        now < self.moved + IDLE_MS
    }

    /// What was read up to now: the least that was in view during the last half second.
    pub(crate) fn read(&self, now: u64) -> Option<(ConversationId, Seq)> {
        let now = now.min(self.moved + IDLE_MS);
        let from = now.checked_sub(READ_VIEW_MS)?;
        let first = self.view.iter().rposition(|(since, _)| *since <= from)?;
        let least = self.view[first..].iter().map(|(_, upto)| *upto).min()?;
        (self.looking? <= from).then_some((self.conv?, least))
    }

    /// Something happens to the page, which shows this route afterwards.
    pub(crate) fn see(&mut self, now: u64, input: &Input, route: Route) {
        let was_idle = !self.is_active(now);
        match input {
            Input::Link(LinkEvent::Visible) => (self.visible, self.moved) = (true, now),
            Input::Link(LinkEvent::Hidden) => self.visible = false,
            Input::Attention(Attention::Focused) => (self.focused, self.moved) = (true, now),
            Input::Attention(Attention::Blurred) => self.focused = false,
            Input::Attention(Attention::Moved) => self.moved = now,
            _ => {}
        }
        let looks = self.visible && self.focused && self.is_active(now);
        self.looking = match self.looking {
            Some(since) if looks && !was_idle => Some(since),
            _ => looks.then_some(now),
        };
        if self
            .conv
            .is_some_and(|conv| route != Route::Conversation(conv))
        {
            self.conv = None;
            self.view.clear();
        }
        if let Input::Ui(Intent::InView { conv, upto }) = input
            && route == Route::Conversation(*conv)
        {
            self.conv = Some(*conv);
            self.view.push((now, *upto));
        }
    }
}
