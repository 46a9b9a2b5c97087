//! What the service refuses, on the wire: the one mapping that both rims use.

use common::protocol::v1::{ApiError, ErrorCode, Retry};

use crate::service::ServiceError;

/// The error as clients see it. Its sentence is the service's own, which says what is allowed and nothing of what lies inside.
pub fn refusal(error: &ServiceError) -> ApiError {
    let same_key = |after_ms: u32| Retry::SameKey { after_ms };
    let (code, retry) = match error {
        ServiceError::InvalidUsername(_) => (ErrorCode::InvalidUsername, Retry::Never),
        ServiceError::InvalidName(_) => (ErrorCode::InvalidName, Retry::Never),
        ServiceError::InvalidPassword(_) => (ErrorCode::InvalidPassword, Retry::Never),
        ServiceError::InvalidText(_) => (ErrorCode::InvalidText, Retry::Never),
        ServiceError::Unsupported => (ErrorCode::Unsupported, Retry::Never),
        ServiceError::UsernameTaken => (ErrorCode::UsernameTaken, Retry::Never),
        ServiceError::WrongCredentials | ServiceError::WrongPassword | ServiceError::WrongCode => {
            (ErrorCode::WrongCredentials, Retry::Never)
        }
        ServiceError::RegistrationClosed => (ErrorCode::RegistrationClosed, Retry::Never),
        ServiceError::NotFound => (ErrorCode::NotFound, Retry::Never),
        ServiceError::CidReused => (ErrorCode::CidReused, Retry::Never),
        ServiceError::BadCursor => (ErrorCode::BadCursor, Retry::Never),
        ServiceError::NotAccepting => (ErrorCode::NotAccepting, Retry::Never),
        ServiceError::Blocked => (ErrorCode::Blocked, Retry::Never),
        ServiceError::TooMany => (ErrorCode::TooMany, Retry::Never),
        ServiceError::InvalidStatus(_) => (ErrorCode::InvalidStatus, Retry::Never),
        ServiceError::InvalidPicture => (ErrorCode::InvalidPicture, Retry::Never),
        ServiceError::InvalidNote | ServiceError::LongDraft => {
            (ErrorCode::InvalidText, Retry::Never)
        }
        ServiceError::RateLimited { after_ms } => (ErrorCode::RateLimited, same_key(*after_ms)),
        ServiceError::StorageFull { after_ms } => (ErrorCode::StorageFull, same_key(*after_ms)),
        ServiceError::Unavailable { after_ms } => (ErrorCode::Unavailable, same_key(*after_ms)),
    };
    metrics::counter!("confab_rejected_total", "code" => format!("{code:?}")).increment(1);
    ApiError {
        code,
        message: error.to_string(),
        retry,
    }
}
