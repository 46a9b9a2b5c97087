//! Where the person stands in one conversation. It is state, apart from the log: the latest value counts, and places never go back.

use common::{
    fold::{self, Reckoning, receipts::Reached},
    ids::UserId,
    model::{Cursor, Entry, Receipt, Standing},
    seq::Seq,
    time::Timestamp,
};

use super::Held;

/// How many movements of receipts are kept, to say when a message got how far: more than fit on a screen.
const MOVEMENTS: usize = 256;

/// Where the person stands in a conversation.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// What the server said last, joined with what was read here since.
    standing: Standing,
    /// The server has said it.
    known: bool,
    /// An entry was deleted that the server had counted as unread and that is not among those counted here.
    pub recount: bool,
    /// The others' receipts as they moved, the latest last.
    movements: Vec<Receipt>,
}

/// When an own message got where it has got, as far as that is known: not later than this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// To a device of every other person.
    pub delivered: Option<Timestamp>,
    /// Read by every other person.
    pub read: Option<Timestamp>,
}

/// What the place and the entries say together.
impl Held {
    /// The end of the timeline as far as it is held; nothing where what is held is not the end.
    pub fn end(&self) -> &[Entry] {
        match (&self.outline, &self.body) {
            (None, Some(body)) => &body.entries,
            _ => &[],
        }
    }

    /// How many entries are unread; none before the server has said where the person stands.
    pub fn unread(&self, me: UserId) -> u32 {
        self.reckoning(me).count()
    }

    /// The same, and what the number is made of.
    pub fn reckoning(&self, me: UserId) -> Reckoning {
        let standing = self.place.standing();
        let reckon = |standing: &Standing| fold::reckon(&standing.cursor, self.end(), me);
        standing.map(reckon).unwrap_or_default()
    }

    /// The person has read up to here. Returns whether what is left is known here.
    pub fn read_to(&mut self, upto: Seq, me: UserId) -> bool {
        let last = self.last_seq();
        // Not by `end`: the place beside it is to be changed.
        let entries = match (&self.outline, &self.body) {
            (None, Some(body)) => &body.entries[..],
            _ => &[],
        };
        self.place.read_to(upto, last, entries, me)
    }

    /// A deleted entry changes a count that is the server's: one that is not counted from the entries.
    pub(super) fn deleted(&mut self, seq: Seq) {
        let Some(standing) = self.place.standing() else {
            return;
        };
        let cursor = standing.cursor;
        let first = self.end().first().map(|entry| entry.seq);
        let derived = first.is_some_and(|first| {
            first <= cursor.read_seq.next() || (first <= seq && seq > cursor.counted_to)
        });
        self.place.recount |= seq > cursor.read_seq && !derived;
    }
}

impl Place {
    /// What is known; nothing before the server has said it.
    pub fn standing(&self) -> Option<&Standing> {
        self.known.then_some(&self.standing)
    }

    /// How far the person has read; nowhere while that is not known.
    pub fn read_seq(&self) -> Seq {
        self.standing.cursor.read_seq
    }

    /// What is known, to be changed before the server has agreed.
    pub fn ahead(&mut self) -> Option<&mut Standing> {
        self.known.then_some(&mut self.standing)
    }

    /// The server says where the person stands. It replaces what is held, but for places.
    pub fn take(&mut self, said: Standing) {
        let held = std::mem::replace(&mut self.standing, said);
        self.known = true;
        self.standing.cursor = held.cursor.joined(self.standing.cursor);
        let said = std::mem::replace(&mut self.standing.receipts, held.receipts);
        self.standing
            .receipts
            .retain(|held| said.iter().any(|said| said.user == held.user));
        for receipt in said {
            self.receipt(receipt);
        }
    }

    /// The server says how far the person has read elsewhere. Without the rest of the standing it means nothing.
    pub fn take_cursor(&mut self, said: Cursor) -> bool {
        let before = self.standing.cursor;
        if self.known {
            self.standing.cursor = before.joined(said);
        }
        self.standing.cursor != before
    }

    /// The server says how far someone else has got. Returns whether it is news.
    pub fn receipt(&mut self, said: Receipt) -> bool {
        let mut held = self.standing.receipts.iter_mut();
        let moved = if let Some(held) = held.find(|held| held.user == said.user) {
            let joined = held.joined(said);
            let moved = joined != *held;
            *held = joined;
            moved.then_some(joined)
        } else {
            self.standing.receipts.push(said);
            Some(said)
        };
        if let Some(moved) = moved {
            if self.movements.len() == MOVEMENTS {
                self.movements.remove(0);
            }
            self.movements.push(moved);
        }
        moved.is_some()
    }

    /// The person has read up to here, where `last` is the last entry there is and `entries` are those that are held of the end. Returns whether
    /// the counts that follow from it are known here; if not, the server is to be asked for them.
    pub fn read_to(&mut self, upto: Seq, last: Seq, entries: &[Entry], me: UserId) -> bool {
        let cursor = &mut self.standing.cursor;
        if upto <= cursor.read_seq {
            return true;
        }
        cursor.read_seq = upto;
        cursor.marked_unread = false;
        let held = entries
            .first()
            .is_some_and(|first| first.seq <= upto.next());
        if held || upto >= last {
            let left = entries.iter().filter(|entry| fold::counts(entry, me, upto));
            let mentions = left.filter(|entry| entry.message.draft.mentions.contains(&me));
            cursor.mentions = u32::try_from(mentions.count()).unwrap_or(u32::MAX);
            cursor.unread = fold::unread(entries, me, upto);
            cursor.counted_to = last;
        }
        held || upto >= last
    }

    /// How far the own message at this place has got with these others, and when.
    pub fn reached(&self, seq: Seq, others: &[UserId]) -> (Reached, Times) {
        let receipts: Vec<Receipt> = self
            .standing
            .receipts
            .iter()
            .filter(|receipt| others.contains(&receipt.user))
            .copied()
            .collect();
        let reached = fold::receipts::reached(seq, &receipts, others.len());
        let times = Times {
            delivered: (reached >= Reached::Devices)
                .then(|| {
                    self.when(others, |receipt| {
                        (receipt.recv_seq >= seq).then_some(receipt.recv_at)
                    })
                })
                .flatten(),
            read: (reached >= Reached::Eyes)
                .then(|| {
                    self.when(others, |receipt| {
                        (receipt.shown_seq >= seq).then_some(receipt.shown_at)
                    })
                })
                .flatten(),
        };
        (reached, times)
    }

    /// When the last of these people got there: for each, the first movement that did.
    fn when(
        &self,
        others: &[UserId],
        got_there: impl Fn(&Receipt) -> Option<Option<Timestamp>>,
    ) -> Option<Timestamp> {
        let each = others.iter().map(|user| {
            let mut of_user = self.movements.iter().filter(|moved| moved.user == *user);
            of_user.find_map(&got_there).flatten()
        });
        each.collect::<Option<Vec<Timestamp>>>()?.into_iter().max()
    }
}
