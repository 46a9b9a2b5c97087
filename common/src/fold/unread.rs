//! What is unread: derived from a cursor, never counted up.

use crate::{
    ids::UserId,
    limits::UNREAD_CAP,
    model::{Body, Cursor, Entry},
    seq::Seq,
};

/// Whether an entry counts as unread for a reader who has read up to `read_seq`. Of someone whom the reader blocked nothing arrives, so
/// nothing of theirs has to be left out here.
pub fn counts(entry: &Entry, reader: UserId, read_seq: Seq) -> bool {
    entry.seq > read_seq
        && entry.message.author != reader
        && entry.message.draft.body != Body::Deleted
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

/// How many entries of a timeline are unread by `cursor`, of which `entries` is the end that is held: from the entries alone where they reach
/// back to the first unread one, otherwise the server's count and what came after it. Stops at [`UNREAD_CAP`].
pub fn unread_by(cursor: &Cursor, entries: &[Entry], reader: UserId) -> u32 {
    let reaches_back = entries
        .first()
        .is_some_and(|first| first.seq <= cursor.read_seq.next());
    if reaches_back {
        return unread(entries, reader, cursor.read_seq);
    }
    let since = cursor.counted_to.max(cursor.read_seq);
    cursor
        .unread
        .saturating_add(unread(entries, reader, since))
        .min(UNREAD_CAP)
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
