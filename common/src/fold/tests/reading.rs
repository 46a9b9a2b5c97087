//! What is unread, and how two ends join what they know of a cursor.

use proptest::prelude::*;

use super::{super::*, JOHN, MARY, entry};
use crate::{limits::UNREAD_CAP, model::Cursor, seq::Seq};

fn cursor() -> impl Strategy<Value = Cursor> {
    (0..6_u64, any::<bool>(), 0..4_u64, 0..9_u32, 0..9_u64).prop_map(
        |(read, marked_unread, marked_ver, unread, counted)| Cursor {
            read_seq: Seq::new(read),
            // One version of the mark has one value.
            marked_unread: marked_unread && marked_ver % 2 == 1,
            marked_ver,
            unread,
            mentions: 0,
            counted_to: Seq::new(read + counted),
        },
    )
}

/// What of a cursor is a promise: the counts are a help for whoever does not hold the entries.
fn promise(cursor: Cursor) -> (Seq, bool, u64) {
    (cursor.read_seq, cursor.marked_unread, cursor.marked_ver)
}

proptest! {
    /// Section 3: cursors are max-registers: whatever order and however often they arrive, and from whichever tab, the end is the same and
    /// no place goes back.
    #[test]
    fn joining_cursors_is_a_maximum(a in cursor(), b in cursor(), c in cursor()) {
        let marked_once = |x: Cursor, y: Cursor| x.marked_ver != y.marked_ver || x.marked_unread == y.marked_unread;
        prop_assume!(marked_once(a, b) && marked_once(b, c) && marked_once(a, c));
        prop_assert_eq!(promise(a.joined(b)), promise(b.joined(a)));
        prop_assert_eq!(promise(a.joined(b).joined(c)), promise(a.joined(b.joined(c))));
        prop_assert_eq!(a.joined(a), a);
        prop_assert!(a.joined(b).read_seq >= a.read_seq);
    }

    /// The count is the same whether the entries are held or the server counted them, wherever the end that is held begins.
    #[test]
    fn a_server_count_and_held_entries_agree(authors in prop::collection::vec(any::<bool>(), 0..40), read in 0..45_u64, counted in 0..45_u64, cut in 0..45_usize) {
        let all: Vec<_> = (1..).zip(&authors).map(|(n, by_mary)| entry(Seq::new(n), if *by_mary { MARY } else { JOHN }, "x", n)).collect();
        let last = authors.len() as u64;
        let (read, counted) = (read.min(last), counted.min(last));
        let counted = counted.max(read);
        let looked_at = &all[..usize::try_from(counted).unwrap()];
        let cursor = Cursor {
            read_seq: Seq::new(read),
            unread: unread(looked_at, MARY, Seq::new(read)),
            counted_to: Seq::new(counted),
            ..Cursor::default()
        };
        // Whoever holds an end of the timeline holds at least what came after the server counted.
        let held = &all[cut.min(usize::try_from(counted).unwrap())..];
        prop_assert_eq!(unread_by(&cursor, held, MARY), unread(&all, MARY, Seq::new(read)));
    }
}

#[test]
fn the_divider_stands_before_the_first_entry_that_counts() {
    let entries = [
        entry(Seq::new(1), JOHN, "x", 1),
        entry(Seq::new(2), MARY, "x", 2),
        entry(Seq::new(3), JOHN, "x", 3),
    ];
    assert_eq!(first_unread(&entries, MARY, Seq::new(1)), Some(Seq::new(3)));
    assert_eq!(first_unread(&entries, MARY, Seq::new(3)), None);
    assert_eq!(first_unread(&entries, JOHN, Seq::ZERO), Some(Seq::new(2)));
}

#[test]
fn counts_of_server_and_page_together_stop_at_the_cap() {
    let cursor = Cursor {
        unread: UNREAD_CAP,
        counted_to: Seq::new(5_000),
        ..Cursor::default()
    };
    let held = [entry(Seq::new(5_001), JOHN, "x", 1)];
    assert_eq!(unread_by(&cursor, &held, MARY), UNREAD_CAP);
}
