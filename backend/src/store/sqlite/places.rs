//! Moves the places that messages took lately to where they stay; see the migration that made the tables.
//!
//! The last page of a conversation in `place` is written anew whenever some of its places move, so that is worth the more, the more of them move
//! at once: a part is everything of *few* conversations, not a little of all, and the parts go round. All of them at once would hold the writer up
//! (measured with 3,000 busy conversations: 8,192 places take 30 to 90 ms, a part of 512 takes less than 3).
//!
//! **Invariant.** A conversation's places in `new_place` come after all of those in `place`: a part takes them in their order.

use std::cell::Cell;

use rusqlite::{Connection, OptionalExtension, params};

/// How many wait, and how many move at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// Places that may wait. Each takes some 40 bytes, which readers look through by their keys.
    pub(super) waiting: u32,
    /// Places that move in one transaction.
    pub(super) part: u32,
}

/// A round is of twice as many messages as wait, so each page of `place` is written for many of them, and a group writes little of `new_place`
/// anew.
pub(super) const MEASURE: Measure = Measure {
    waiting: 4_096,
    part: 512,
};

/// Where the next part begins: after this place of this conversation.
#[derive(Debug, Default)]
pub(super) struct Places(Cell<([u8; 16], i64)>);

impl Places {
    /// Moves the next part if too many wait; says whether it did. Inside a writing transaction only. There is no conflict to be expected; what is
    /// to be done about one spares SQLite a second copy of each page, from which it could undo this statement alone.
    pub(super) fn settle(
        &self,
        connection: &Connection,
        measure: Measure,
    ) -> rusqlite::Result<bool> {
        let sql = "SELECT 1 FROM new_place LIMIT 1 OFFSET ?1";
        if !connection.prepare_cached(sql)?.exists([measure.waiting])? {
            return Ok(false);
        }
        let (conv, seq) = self.0.get();
        let sql = "SELECT conv, seq FROM new_place WHERE (conv, seq) > (?1, ?2)
                   ORDER BY conv, seq LIMIT 1 OFFSET ?3";
        let last = connection
            .prepare_cached(sql)?
            .query_row(params![conv, seq, measure.part - 1], |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
        let last = last.optional()?;
        let (last_conv, last_seq) = last.unwrap_or(([u8::MAX; 16], i64::MAX));
        let part = params![conv, seq, last_conv, last_seq];
        let sql = "INSERT OR ROLLBACK INTO place (conv, seq, posted)
                   SELECT conv, seq, posted FROM new_place
                   WHERE (conv, seq) > (?1, ?2) AND (conv, seq) <= (?3, ?4) ORDER BY conv, seq";
        connection.prepare_cached(sql)?.execute(part)?;
        let sql = "DELETE FROM new_place WHERE (conv, seq) > (?1, ?2) AND (conv, seq) <= (?3, ?4)";
        connection.prepare_cached(sql)?.execute(part)?;
        match last {
            Some(last) => self.0.set(last),
            None => self.begin_anew(),
        }
        Ok(true)
    }

    /// The next part is the first one: the last one is done, or did not happen.
    pub(super) fn begin_anew(&self) {
        self.0.set(Default::default());
    }
}

#[cfg(test)]
mod tests;
