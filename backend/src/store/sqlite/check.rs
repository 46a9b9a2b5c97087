//! Whether the database's pages fit together.
//!
//! Looking at every page takes as long as reading the file. So a start looks at all of a small database and at none of a large one, of which
//! SQLite still checks each page that it reads; an administrator looks when it suits.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::open::{self, OpenError};

/// Pages of 4 KiB that a start looks at: 64 MiB, some tenths of a second.
pub(super) const AT_START: u32 = 16_384;

/// Looks at every page and every index of the database in this folder, also while a server uses it.
pub fn check(folder: &Path) -> Result<(), OpenError> {
    let path = open::existing(folder)?;
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(open::BUSY)?;
    verdict(&connection, "PRAGMA integrity_check(1)")
}

/// Looks at every page.
pub(super) fn undamaged(connection: &Connection) -> Result<(), OpenError> {
    verdict(connection, "PRAGMA quick_check(1)")
}

/// Looks at every page, unless there are more than `most`.
pub(super) fn undamaged_if_small(connection: &Connection, most: u32) -> Result<(), OpenError> {
    let pages: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    if pages > most {
        tracing::info!(
            pages,
            "too large to be checked at each start: `confab check` does it"
        );
        return Ok(());
    }
    undamaged(connection)
}

fn verdict(connection: &Connection, question: &str) -> Result<(), OpenError> {
    let damage: String = connection.query_row(question, [], |row| row.get(0))?;
    if damage != "ok" {
        return Err(OpenError::Damaged(damage));
    }
    Ok(())
}
