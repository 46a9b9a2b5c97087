//! How far someone has received and read in a conversation: places that never go back.
//!
//! Each is a maximum, so the same news twice, late or from another tab changes nothing, and the order of news does not matter. What others
//! may know follows what is so only while the person lets them know; what was reached meanwhile is not made known afterwards by itself.
//!
//! **Invariant.** `shown ≤ read ≤ recv` and `shown ≤ shown_recv ≤ recv`.

use common::seq::Seq;

/// How far someone has got, and how far others may know that they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The last entry that reached one of their devices.
    pub recv: Seq,
    /// The last entry they have read.
    pub read: Seq,
    /// The last entry that others may know to have reached a device.
    pub shown_recv: Seq,
    /// The last entry that others may know to be read.
    pub shown: Seq,
}

impl Places {
    /// Where someone begins whose first entry is `join_seq`: everything before it is behind them.
    pub const fn of_new_member(join_seq: Seq) -> Self {
        let before = join_seq.prev();
        Self {
            recv: before,
            read: before,
            shown_recv: before,
            shown: before,
        }
    }

    /// The greater of each place: someone who returns begins where they returned.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self {
            recv: self.recv.max(other.recv),
            read: self.read.max(other.read),
            shown_recv: self.shown_recv.max(other.shown_recv),
            shown: self.shown.max(other.shown),
        }
    }

    /// A device has everything up to there; `visible`: others may know of what is reached now.
    #[must_use]
    pub fn received(self, upto: Seq, visible: bool) -> Self {
        if upto <= self.recv {
            return self;
        }
        Self {
            recv: upto,
            shown_recv: if visible { upto } else { self.shown_recv },
            ..self
        }
    }

    /// The person has read everything up to there, so a device has it.
    #[must_use]
    pub fn read(self, upto: Seq, visible: bool) -> Self {
        if upto <= self.read {
            return self;
        }
        let received = self.received(upto, visible);
        let shown = if visible { upto } else { self.shown };
        Self {
            read: upto,
            shown,
            shown_recv: received.shown_recv.max(shown),
            ..received
        }
    }
}

#[cfg(test)]
mod tests;
