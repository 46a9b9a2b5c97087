//! Answers: JSON, and errors with the status that fits.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use common::protocol::{
    codec,
    v1::{ApiError, ErrorCode, Retry},
};
use serde::Serialize;

use crate::{edge::refusal, service::ServiceError};

/// A JSON answer.
pub(super) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, codec::encode(value)).into_response()
}

/// An error, as an answer.
#[derive(Debug)]
pub(super) struct Refused(pub(super) ApiError);

impl Refused {
    /// An error that will not go away by itself.
    pub(super) fn never(code: ErrorCode, allowed: impl Into<String>) -> Self {
        Self(ApiError::never(code, allowed))
    }
}

impl From<ServiceError> for Refused {
    fn from(error: ServiceError) -> Self {
        Self(refusal(&error))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let mut response = json(status(error.code), &error);
        if let Retry::SameKey { after_ms } = error.retry {
            let seconds = HeaderValue::from(after_ms.div_ceil(1_000));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Malformed | ErrorCode::OutOfOrder | ErrorCode::Unsupported => {
            StatusCode::BAD_REQUEST
        }
        ErrorCode::InvalidText
        | ErrorCode::InvalidUsername
        | ErrorCode::InvalidName
        | ErrorCode::InvalidPassword
        | ErrorCode::InvalidPicture
        | ErrorCode::BadCursor => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::UsernameTaken | ErrorCode::CidReused => StatusCode::CONFLICT,
        ErrorCode::WrongCredentials | ErrorCode::SignedOut => StatusCode::UNAUTHORIZED,
        ErrorCode::RegistrationClosed | ErrorCode::CrossSite => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        // A code that this build does not know cannot come from it.
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
