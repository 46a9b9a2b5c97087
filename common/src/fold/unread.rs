//! What is unread: derived from a cursor, never counted up.

use crate::{
    ids::UserId,
    limits::UNREAD_CAP,
    model::{Body, Cursor, Entry},
    seq::Seq,
};

/// Whether an entry counts as unread, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It does.
    Unread,
    /// It is not behind what was read.
    Read,
    /// The reader wrote it.
    Own,
    /// It was deleted.
    Deleted,
}

/// Whether an entry counts as unread for a reader who has read up to `read_seq`, and why not. Of someone whom the reader blocked nothing
/// arrives, so nothing of theirs has to be left out here.
pub fn judge(entry: &Entry, reader: UserId, read_seq: Seq) -> Counted {
    if entry.seq <= read_seq {
        Counted::Read
    } else if entry.message.author == reader {
        Counted::Own
    } else if entry.message.draft.body == Body::Deleted {
        Counted::Deleted
    } else {
        Counted::Unread
    }
}

/// Whether an entry counts as unread for a reader who has read up to `read_seq`.
pub fn counts(entry: &Entry, reader: UserId, read_seq: Seq) -> bool {
    judge(entry, reader, read_seq) == Counted::Unread
}

/// How many of these entries are unread, up to [`UNREAD_CAP`], which stands for "that many or more".
pub fn unread<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    reader: UserId,
    read_seq: Seq,
) -> u32 {
    let counted = entries
        .into_iter()
        .filter(|entry| counts(entry, reader, read_seq));
    counted.zip(1..=UNREAD_CAP).last().map_or(0, |(_, n)| n)
}

/// How many entries of a timeline are unread, and what that number is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// The entries that are held were looked at after this place.
    pub after: Seq,
    /// What the server had counted before it.
    pub before: u32,
    /// Entries after it that count.
    pub unread: u32,
    /// Entries after it that the reader wrote.
    pub own: u32,
    /// Entries after it that were deleted.
    pub deleted: u32,
}

impl Reckoning {
    /// The number. Stops at [`UNREAD_CAP`].
    pub fn count(&self) -> u32 {
        self.before.saturating_add(self.unread).min(UNREAD_CAP)
    }
}

/// Reckons what is unread by `cursor` in a timeline, of which `entries` is the end that is held: from the entries alone where they reach back to
/// the first unread one, otherwise from the server's count and what came after it.
pub fn reckon(cursor: &Cursor, entries: &[Entry], reader: UserId) -> Reckoning {
    let reaches_back = entries
        .first()
        .is_some_and(|first| first.seq <= cursor.read_seq.next());
    let (after, before) = if reaches_back {
        (cursor.read_seq, 0)
    } else {
        (cursor.counted_to.max(cursor.read_seq), cursor.unread)
    };
    let mut reckoning = Reckoning {
        after,
        before,
        ..Reckoning::default()
    };
    for entry in entries {
        match judge(entry, reader, after) {
            Counted::Unread => reckoning.unread += 1,
            Counted::Own => reckoning.own += 1,
            Counted::Deleted => reckoning.deleted += 1,
            Counted::Read => {}
        }
    }
    reckoning
}

/// How many entries of a timeline are unread by `cursor`; see [`reckon`].
pub fn unread_by(cursor: &Cursor, entries: &[Entry], reader: UserId) -> u32 {
    reckon(cursor, entries, reader).count()
}

/// The first unread entry among those that are held: the divider stands before it.
pub fn first_unread(entries: &[Entry], reader: UserId, read_seq: Seq) -> Option<Seq> {
    let mut unread = entries
        .iter()
        .filter(|entry| counts(entry, reader, read_seq));
    unread.next().map(|entry| entry.seq)
}

impl Cursor {
    /// Joins what two ends know of one cursor: the greater place is right, and the later mark. The counts go with the place, and of two
    /// counts from the same place with the later look.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let (behind, ahead) =
            if (self.read_seq, self.counted_to) <= (other.read_seq, other.counted_to) {
                (self, other)
            } else {
                (other, self)
            };
        let marked = if behind.marked_ver > ahead.marked_ver {
            behind
        } else {
            ahead
        };
        Self {
            marked_unread: marked.marked_unread,
            marked_ver: marked.marked_ver,
            ..ahead
        }
    }
}
