//! What SQLite's errors mean to us.

use rusqlite::{Error, ErrorCode, ffi};

use crate::store::{Constraint, Refusal, StoreError};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        let Some(cause) = error.sqlite_error() else {
            // A row of another shape than our statements expect.
            return Self::Corrupt(text);
        };
        match cause.code {
            ErrorCode::ConstraintViolation if text.contains("account.skeleton") => {
                Self::Conflict(Constraint::Username)
            }
            ErrorCode::ConstraintViolation => Self::Conflict(Constraint::Id),
            ErrorCode::DiskFull => Self::Full,
            // The index of the log lies in a file of its own, whose growth reports a full disk in this way.
            ErrorCode::SystemIoFailure if cause.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
                Self::Full
            }
            ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied => Self::Failed(text),
            // Somebody else writes for too long, or a statement of ours is wrong: neither says anything about the disk.
            _ => Self::Unavailable(text),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

impl StoreError {
    /// After such an error nobody knows what is on the disk: the writer stops, and a restart reads it again.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    /// The disk is broken or full, for whatever else is to be written too. Any other error concerns one operation: a row that holds what no
    /// verb writes is in the way of its own conversation or person and of nobody else, whereas damage that SQLite finds in its pages is fatal.
    pub(super) fn concerns_all(&self) -> bool {
        self.is_fatal() || matches!(self, Self::Full)
    }
}
