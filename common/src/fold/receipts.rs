//! How far an own message has got.

use crate::{
    model::{Receipt, settings::Privacy},
    seq::Seq,
};

/// How far a message has got with the others, as far as its author may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It is in the log.
    Log,
    /// It reached a device of every other person.
    Devices,
    /// Every other person has read it.
    Eyes,
}

/// How far the entry at `seq` has got with one person. What was read was received.
pub fn reached_by(seq: Seq, receipt: &Receipt) -> Reached {
    if receipt.shown_seq >= seq {
        Reached::Eyes
    } else if receipt.recv_seq >= seq {
        Reached::Devices
    } else {
        Reached::Log
    }
}

/// How far the entry at `seq` has got: as far as with whoever is furthest behind. Every other person's receipt is in `others`; someone of whom
/// nothing is known has received nothing.
pub fn reached(seq: Seq, others: &[Receipt], count_of_others: usize) -> Reached {
    if others.len() < count_of_others {
        return Reached::Log;
    }
    let each = others.iter().map(|other| reached_by(seq, other));
    each.min().unwrap_or(Reached::Log)
}

impl Receipt {
    /// Joins what two ends know of one person's receipt: places never go back.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let recv = if self.recv_seq >= other.recv_seq {
            self
        } else {
            other
        };
        let shown = if self.shown_seq >= other.shown_seq {
            self
        } else {
            other
        };
        Self {
            user: self.user,
            recv_seq: recv.recv_seq.max(shown.shown_seq),
            recv_at: recv.recv_at,
            shown_seq: shown.shown_seq,
            shown_at: shown.shown_at,
        }
    }
}

/// Whether a person's receipts may be made out in a conversation at all: their own switch for it, or else the one of the account.
pub fn gives_receipts(account: &Privacy, conversation: Option<bool>) -> bool {
    conversation.unwrap_or(account.receipts)
}

/// Whether a viewer sees what someone gives: only who gives sees, in a private conversation.
pub fn sees_receipts(given: bool, viewer_gives: bool) -> bool {
    given && viewer_gives
}
