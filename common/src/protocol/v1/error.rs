//! Errors on the wire: a code for programs, a sentence for people, and whether trying again makes sense.

use serde::Serialize;

use crate::json::Read;

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The frame or the request could not be read.
    Malformed,
    /// Something that is not allowed where it stands, such as a second `hello`, or a command before the first.
    OutOfOrder,
    /// A frame of a capability that this server does not offer, or of no known type.
    Unsupported,
    /// The text is empty, too long, or holds a control character.
    InvalidText,
    /// The username is not of the allowed form.
    InvalidUsername,
    /// The display name is not of the allowed form.
    InvalidName,
    /// The password is too short or too long.
    InvalidPassword,
    /// The username is taken, or looks like one that is.
    UsernameTaken,
    /// No such account, or another password: deliberately the same.
    WrongCredentials,
    /// Not signed in, or no longer.
    SignedOut,
    /// Accounts are not made here.
    RegistrationClosed,
    /// It does not exist, or it is not yours to see: deliberately the same.
    NotFound,
    /// The idempotency key was used for another message.
    CidReused,
    /// The other person has not agreed to hear from one, or no longer does: deliberately the same.
    NotAccepting,
    /// One has blocked the other person oneself.
    Blocked,
    /// More of something than anyone may have.
    TooMany,
    /// The status is too long, or no emoji.
    InvalidStatus,
    /// The picture is too large, or not one that can be read.
    InvalidPicture,
    /// A cursor lies beyond what exists, or before what is yours to see.
    BadCursor,
    /// Too fast. Try again after the given time.
    RateLimited,
    /// The request did not come from this site's own pages.
    CrossSite,
    /// The disk is full; nothing was stored.
    StorageFull,
    /// The server could not do it now; nothing is known to be wrong with the request.
    Unavailable,
    /// A code of a newer server.
    #[serde(other)]
    Unknown,
}

/// Whether trying again makes sense: after trouble on the way, by itself; after a refusal, if a person says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retry {
    /// The same request, with the same key, not before this many milliseconds have passed.
    SameKey {
        /// How long to wait, in milliseconds.
        after_ms: u32,
    },
    /// It will be refused again, however often.
    #[serde(other)]
    Never,
}

/// An error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people, in English: what is allowed. A client shows its own words for the codes it knows.
    pub message: String,
    /// Whether to try again.
    pub retry: Retry,
}

impl ApiError {
    /// An error that will not go away by itself.
    pub fn never(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry: Retry::Never,
        }
    }

    /// An error that may be gone after `after_ms` milliseconds.
    pub fn later(code: ErrorCode, message: impl Into<String>, after_ms: u32) -> Self {
        Self {
            code,
            message: message.into(),
            retry: Retry::SameKey { after_ms },
        }
    }
}
