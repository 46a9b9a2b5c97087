//! Copying the database while it is in use, and putting a copy in its place.
//!
//! A restored database goes on counting from where the copy was made, so numbers that clients have seen may come again with other content.
//! Therefore a restore changes the epoch, and every client starts anew; see rule 3 of the protocol's section on order.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use common::seq::Epoch;
use rusqlite::{Connection, OpenFlags};

use super::{
    check,
    open::{self, FILE, OpenError},
};

/// Why a copy was not made or not put in place. Nothing that was there has changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A backup never overwrites anything.
    #[error("{0} exists already; nothing is overwritten: move it away first")]
    Exists(PathBuf),
    /// A file could not be used.
    #[error("cannot use {path}: {cause}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The database could not be read, or the file is none.
    #[error("cannot read the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The folder or the database in it cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Copies the database of this data folder into the file `target`, as of one moment, also while a server writes to it. The copy is on the
/// disk when this returns; a copy that was interrupted never stands under the target's name.
pub fn back_up(folder: &Path, target: &Path) -> Result<(), BackupError> {
    let database = open::existing(folder)?;
    absent(target)?;
    let part = part_of(target);
    remove(&part)?;
    let connection = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(open::BUSY)?;
    connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    publish(&part, target)
}

/// Puts the copy `source` into this data folder, which must have no database and no server, and gives it the epoch `fresh`.
pub fn restore(folder: &Path, source: &Path, fresh: Epoch) -> Result<(), BackupError> {
    let trouble = |path: &Path, cause| BackupError::File {
        path: path.to_owned(),
        cause,
    };
    fs::create_dir_all(folder).map_err(|cause| trouble(folder, cause))?;
    let _lock = open::lock(folder)?;
    let database = folder.join(FILE);
    // A log without its database would be taken for the log of the copy.
    for name in [
        FILE.to_owned(),
        format!("{FILE}-wal"),
        format!("{FILE}-shm"),
    ] {
        absent(&folder.join(name))?;
    }
    let part = part_of(&database);
    fs::copy(source, &part).map_err(|cause| trouble(source, cause))?;
    let placed = renew(&part, fresh).and_then(|()| publish(&part, &database));
    if placed.is_err() {
        remove(&part)?;
    }
    placed
}

/// Checks the copy's pages and gives it its epoch.
fn renew(part: &Path, fresh: Epoch) -> Result<(), BackupError> {
    let connection = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    check::undamaged(&connection)?;
    connection.execute("UPDATE epoch SET value = ?1", [fresh.get()])?;
    Ok(())
}

/// Syncs the finished file and gives it its name: first the content, then the folder's entry.
fn publish(part: &Path, target: &Path) -> Result<(), BackupError> {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let done = File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(part, target))
        .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all());
    done.map_err(|cause| BackupError::File {
        path: target.to_owned(),
        cause,
    })
}

fn absent(path: &Path) -> Result<(), BackupError> {
    if path.exists() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(BackupError::File {
            path: path.to_owned(),
            cause,
        }),
        _ => Ok(()),
    }
}

/// Where a file stands until it is complete.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

#[cfg(test)]
mod tests;
