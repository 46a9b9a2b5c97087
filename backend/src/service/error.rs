//! Why a use case did not do it. The edge maps each of these to one code of the protocol.

use common::validate::{
    InvalidDisplayName, InvalidMessageText, InvalidPassword, InvalidStatus, InvalidUsername,
};

use super::sparing::Sparing;
use crate::{
    domain::{Denied, message::Unpostable},
    store::{Constraint, Refusal, StoreError},
};

/// Why a use case did not do it. Nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The username is not of the allowed form.
    #[error(transparent)]
    InvalidUsername(#[from] InvalidUsername),
    /// The display name is not of the allowed form.
    #[error(transparent)]
    InvalidName(#[from] InvalidDisplayName),
    /// The password is too short or too long.
    #[error(transparent)]
    InvalidPassword(#[from] InvalidPassword),
    /// The text is no message's.
    #[error(transparent)]
    InvalidText(#[from] InvalidMessageText),
    /// Content of a kind that this server does not take.
    #[error("This server takes plain text only, without files and mentions.")]
    Unsupported,
    /// The username is taken, or looks like one that is.
    #[error("This username is taken, or looks like one that is. Choose another.")]
    UsernameTaken,
    /// No such account, or another password: deliberately the same.
    #[error("There is no account with this username and password.")]
    WrongCredentials,
    /// The person asking did not give their own password.
    #[error("This is not your present password.")]
    WrongPassword,
    /// No such account, or it has no such code: deliberately the same.
    #[error("There is no account with this username and recovery code.")]
    WrongCode,
    /// Nobody makes an account here themselves.
    #[error("Accounts are made by whoever runs this server. Ask them for one.")]
    RegistrationClosed,
    /// It does not exist, or it is not the asker's to see: deliberately the same.
    #[error("There is no such thing here, or it is not yours to see.")]
    NotFound,
    /// The idempotency key names another message.
    #[error("This key was used for another message. Send it again under a new key.")]
    CidReused,
    /// A place beyond the end, or before what is the asker's to see.
    #[error("There is no such place in what you may see of this conversation.")]
    BadCursor,
    /// The other has not agreed to hear from the asker, or no longer does: deliberately the same.
    #[error("This person has not agreed to hear from you.")]
    NotAccepting,
    /// The asker has blocked the other.
    #[error("You have blocked this person. Lift that first.")]
    Blocked,
    /// More than anyone may have.
    #[error("That is more than anyone may have.")]
    TooMany,
    /// No status.
    #[error(transparent)]
    InvalidStatus(#[from] InvalidStatus),
    /// No picture.
    #[error(
        "A picture is a PNG, JPEG or WebP image of at most 512 KiB, 4,096 pixels a side and 12 million pixels."
    )]
    InvalidPicture,
    /// The words of a report are not of the allowed form.
    #[error("A report has at most 1,000 characters, and no control characters but line breaks.")]
    InvalidNote,
    /// A draft is longer than a message may be.
    #[error("A draft has at most 16,384 bytes, like a message.")]
    LongDraft,
    /// Too fast.
    #[error("Too many at once. Try again in {} s.", after_ms.div_ceil(1_000))]
    RateLimited {
        /// When to try again, in milliseconds.
        after_ms: u32,
    },
    /// The disk is full.
    #[error("The server's disk is full; nothing was stored. Try again in {} s.", after_ms.div_ceil(1_000))]
    StorageFull {
        /// When to try again, in milliseconds.
        after_ms: u32,
    },
    /// Not now; the request may be right.
    #[error("The server cannot do this now. Try again in {} s.", after_ms.div_ceil(1_000))]
    Unavailable {
        /// When to try again, in milliseconds.
        after_ms: u32,
    },
}

/// A full disk is freed by people, not by the second.
const FULL_RETRY_MS: u32 = 5_000;
/// A queue drains, and a server restarts, within a second or two.
const UNAVAILABLE_RETRY_MS: u32 = 1_000;

impl ServiceError {
    /// Cannot be done now, for reasons that pass.
    pub(super) const fn unavailable() -> Self {
        Self::Unavailable {
            after_ms: UNAVAILABLE_RETRY_MS,
        }
    }
}

/// The one place where a failing store is logged; its internals go no further. Each request meets the same failure, so each kind of it is
/// logged sparingly.
impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        static FULL: Sparing = Sparing::new();
        static BUSY: Sparing = Sparing::new();
        static BROKEN: Sparing = Sparing::new();
        match error {
            StoreError::Conflict(Constraint::Username) => Self::UsernameTaken,
            StoreError::Full => {
                FULL.say(|unsaid| tracing::warn!(unsaid, "the disk is full"));
                Self::StorageFull {
                    after_ms: FULL_RETRY_MS,
                }
            }
            StoreError::Unavailable(_) | StoreError::Conflict(Constraint::Id) => {
                BUSY.say(|unsaid| tracing::warn!(%error, unsaid, "the store did not do it"));
                Self::unavailable()
            }
            StoreError::Failed(_) | StoreError::Corrupt(_) => {
                BROKEN.say(|unsaid| tracing::error!(%error, unsaid, "the store has failed"));
                Self::unavailable()
            }
        }
    }
}

impl From<Denied> for ServiceError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::CidReused => Self::CidReused,
            Denied::BadCursor => Self::BadCursor,
            Denied::NotAccepting => Self::NotAccepting,
            Denied::Blocked => Self::Blocked,
            Denied::TooMany => Self::TooMany,
        }
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Store(error) => error.into(),
        }
    }
}

impl From<Unpostable> for ServiceError {
    fn from(unpostable: Unpostable) -> Self {
        match unpostable {
            Unpostable::Text(invalid) => Self::InvalidText(invalid),
            Unpostable::Unsupported => Self::Unsupported,
        }
    }
}
