//! Faults to be planted, so that the checker can prove that it sees them. Compiled only with the feature `planted-faults`.

use std::{thread, time::Duration};

use common::{ids::UserId, model::Member, seq::Seq};
use rusqlite::Connection;

use super::{job::Job, receipts::Row};
use crate::{domain::cursor::Places, store::receipts::Advance};

/// Long enough for a kill to fall in between.
const WINDOW: Duration = Duration::from_millis(20);

fn planted(fault: &str) -> bool {
    std::env::var("CONFAB_PLANT").is_ok_and(|planted| planted == fault)
}

/// Says "it is durable" and then takes its time to make it so.
pub(super) fn acknowledge_before_commit(group: &mut [Box<dyn Job>]) {
    if planted("ack-before-commit") {
        for job in group {
            job.answer_early();
        }
        thread::sleep(WINDOW);
    }
}

/// Commits without syncing.
pub(super) fn weaken(connection: &Connection) -> rusqlite::Result<()> {
    if planted("synchronous-off") {
        connection.execute_batch("PRAGMA synchronous = OFF")?;
    }
    Ok(())
}

// What follows makes a law of the store fail, each its own, as `plant/tests.rs` proves.

/// A stale tab moves the cursor back.
pub(super) fn moved(places: Places, to: &Advance) -> Places {
    if planted("cursor-goes-back") && to.read {
        return Places {
            recv: places.recv,
            read: to.upto,
            shown_recv: places.shown_recv,
            shown: places.shown.min(to.upto),
        };
    }
    places
}

/// A place counts as further by when it was reached.
pub(super) fn further(further: bool, to: &Advance, before: &Row) -> bool {
    if planted("cursor-goes-back") {
        return true;
    }
    if planted("time-as-cursor") {
        return further && before.shown_recv_at.is_none_or(|last| last <= to.at);
    }
    further
}

/// What is hidden is shown.
pub(super) fn shows(shows: bool) -> bool {
    shows || planted("receipts-while-off")
}

/// Everyone is told.
pub(super) fn hearers(hearers: Vec<UserId>, members: &[Member], person: UserId) -> Vec<UserId> {
    if planted("receipts-to-whom-gives-none") {
        let others = members.iter().map(|member| member.user);
        return others.filter(|user| *user != person).collect();
    }
    hearers
}

/// A new member begins behind their first entry, not before it.
pub(super) fn beginning(begin: Places, join_seq: Seq) -> Places {
    if planted("first-never-received") {
        return Places::of_new_member(join_seq.next());
    }
    begin
}

/// Nobody's own messages are told from those of others.
pub(super) fn reader(reader: [u8; 16]) -> [u8; 16] {
    if planted("own-messages-count") {
        return [0; 16];
    }
    reader
}

/// What is remembered of a conversation outlives a block between its people.
pub(super) fn remembers_over_a_block() -> bool {
    planted("membership-cached-after-a-block")
}

#[cfg(test)]
mod tests;
