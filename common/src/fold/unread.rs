//! What is unread: derived from a cursor, never counted up.

use crate::{
    ids::UserId,
    limits::UNREAD_CAP,
    model::{Body, Entry},
    seq::Seq,
};

/// Whether an entry counts as unread for a reader who has read up to `read_seq`.
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
