//! Making, checking and opening the database.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use common::seq::Epoch;
use rusqlite::{Connection, OptionalExtension, config::DbConfig};

use super::{SqliteStore, check, ends::Ends, reader::Readers, writer::Writer};

mod migrations {
    refinery::embed_migrations!("migrations/sqlite");
}

/// Before this version a checkpoint that races a writer can corrupt a WAL database.
const LEAST_VERSION: i32 = 3_051_003;
/// The database's name in the data folder.
pub(super) const FILE: &str = "confab.db";
/// Whoever holds the lock on this file is the server of the folder.
const LOCK: &str = "confab.lock";
/// How long a statement waits for another process (an administrator's command, a backup).
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// Reading threads: reads are short; two keep a slow page off the others' way.
const READERS: usize = 2;
/// Distinct statements kept prepared per connection: all there are.
const STATEMENTS: usize = 64;

/// Whom one shares the data folder with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// A server: no other one may use the folder at the same time.
    Server,
    /// A command that makes the database where there is none.
    Setup,
    /// An administrator's command, which may run beside the server. It looks at what is there: a mistyped folder holds nothing.
    Command,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the lock file could not be used.
    #[error("cannot use the data folder {path}: {cause}")]
    Folder {
        /// Which one.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Another server works there.
    #[error("another server uses the data folder {0}")]
    InUse(PathBuf),
    /// This SQLite can corrupt the database.
    #[error("SQLite {0} has a fault that can corrupt the database; 3.51.3 or newer is needed")]
    Version(&'static str),
    /// The database could not be opened or read.
    #[error("cannot open the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// Its shape could not be brought up to date.
    #[error("cannot bring the database up to date: {0}")]
    Migration(#[from] refinery::Error),
    /// There is nothing to look at.
    #[error(
        "there is no database of Confab in the folder {path}: give the one that the server uses by --data-dir, CONFAB_DATA_DIR or --config; \
         `confab migrate` makes a new one", path = .0.display()
    )]
    Missing(PathBuf),
    /// Its pages contradict each other.
    #[error("the database is damaged ({0}); restore it from a backup")]
    Damaged(String),
    /// A thread could not be started.
    #[error("cannot start the store's threads: {0}")]
    Thread(io::Error),
}

impl SqliteStore {
    /// Opens the database in this folder. A server and [`Sharing::Setup`] make the folder and the database where there is none, with the epoch `fresh`.
    pub fn open(folder: &Path, sharing: Sharing, fresh: Epoch) -> Result<Self, OpenError> {
        sound_version()?;
        let trouble = |cause| OpenError::Folder {
            path: folder.to_owned(),
            cause,
        };
        let path = if sharing == Sharing::Command {
            existing(folder)?
        } else {
            fs::create_dir_all(folder).map_err(trouble)?;
            folder.join(FILE)
        };
        let lock = match sharing {
            Sharing::Server => Some(lock(folder)?),
            Sharing::Setup | Sharing::Command => None,
        };
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(BUSY)?;
        // The cache is small on purpose: messages are written at the ends of their tables, and a commit after which a tree was balanced
        // walks all of the cache (measured: 32 MiB instead of 8 cost a message 1 µs of 6).
        connection.execute_batch(
            "PRAGMA page_size = 4096;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA mmap_size = 0;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -8192;
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        #[cfg(feature = "planted-faults")]
        super::plant::weaken(&connection)?;
        check::undamaged_if_small(&connection, check::AT_START)?;
        migrations::migrations::runner().run(&mut connection)?;
        let epoch = epoch(&connection, fresh)?;
        prepare_once(&connection)?;
        let readers = (0..READERS).map(|_| reading(&path));
        let readers = Readers::start(readers.collect::<Result<_, _>>()?);
        let beside = moving(&path)?;
        let ends = Arc::<Ends>::default();
        Ok(Self {
            epoch,
            readers: Some(readers.map_err(OpenError::Thread)?),
            writer: Writer::start(connection, Some(beside), ends.clone())
                .map_err(OpenError::Thread)?,
            ends,
            _lock: lock,
        })
    }

    /// A database that is gone when it is dropped: for tests and simulations, with the same statements and the same writing thread.
    pub fn in_memory(epoch: Epoch) -> Result<Self, OpenError> {
        Self::alone(Connection::open_in_memory()?, epoch)
    }

    /// A store whose writer reads, too.
    pub(super) fn alone(mut connection: Connection, epoch: Epoch) -> Result<Self, OpenError> {
        connection.execute_batch("PRAGMA foreign_keys = ON")?;
        migrations::migrations::runner().run(&mut connection)?;
        prepare_once(&connection)?;
        let ends = Arc::<Ends>::default();
        Ok(Self {
            epoch: self::epoch(&connection, epoch)?,
            readers: None,
            writer: Writer::start(connection, None, ends.clone()).map_err(OpenError::Thread)?,
            ends,
            _lock: None,
        })
    }
}

fn sound_version() -> Result<(), OpenError> {
    if rusqlite::version_number() < LEAST_VERSION {
        return Err(OpenError::Version(rusqlite::version()));
    }
    Ok(())
}

/// Makes this process the server of the folder until the file is dropped.
pub(super) fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(LOCK);
    let trouble = |cause| OpenError::Folder {
        path: path.clone(),
        cause,
    };
    let file = File::create(&path).map_err(trouble)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(trouble(cause)),
    }
}

/// The database in this folder, where there must be one.
pub(super) fn existing(folder: &Path) -> Result<PathBuf, OpenError> {
    let path = folder.join(FILE);
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => Ok(path),
        // One that may not be looked at is not missing.
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(OpenError::Folder {
            path: folder.to_owned(),
            cause,
        }),
        Ok(_) | Err(_) => Err(OpenError::Missing(folder.to_owned())),
    }
}

/// A connection that moves the log: it syncs like the writer's, and keeps no pages.
fn moving(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = 0;
         PRAGMA wal_autocheckpoint = 0;",
    )?;
    Ok(connection)
}

fn reading(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    // What it keeps is worth nothing as soon as something was written, and behind it is the system's cache: room for what one read needs is enough.
    connection.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -1024;
         PRAGMA wal_autocheckpoint = 0;",
    )?;
    prepare_once(&connection)?;
    Ok(connection)
}

/// Keeps every statement prepared. Without the planner's promise of stability SQLite would plan some of them anew whenever a parameter
/// changes, which is each time (measured: a tenth of the cost of a message).
fn prepare_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The database's epoch; a new database takes `fresh`.
fn epoch(connection: &Connection, fresh: Epoch) -> Result<Epoch, OpenError> {
    let select = "SELECT value FROM epoch WHERE one = 1";
    let known = connection.query_row(select, [], |row| row.get(0));
    if let Some(value) = known.optional()? {
        return Ok(Epoch::new(value));
    }
    connection.execute(
        "INSERT INTO epoch (one, value) VALUES (1, ?1)",
        [fresh.get()],
    )?;
    Ok(fresh)
}

#[cfg(test)]
mod tests;
