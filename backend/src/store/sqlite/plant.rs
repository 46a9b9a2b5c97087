//! Faults to be planted, so that the checker can prove that it sees them. Compiled only with the feature `planted-faults`.

use std::{thread, time::Duration};

use rusqlite::Connection;

use super::job::Job;

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
