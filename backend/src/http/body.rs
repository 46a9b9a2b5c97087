//! JSON bodies of requests.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use common::{
    json::Read,
    protocol::{codec, v1::ErrorCode},
};

use super::reply::Refused;

/// Bytes of a body: the longest password, name and username with every character escaped, and room.
pub(super) const BODY_BYTES: usize = 16 * 1024;

/// A body that was read and understood. What it was is never repeated in an error or a log.
pub(super) struct Json<T>(pub(super) T);

impl<S: Send + Sync, T: Read> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let refused = |allowed: &str| Refused::never(ErrorCode::Malformed, allowed).into_response();
        let bytes = axum::body::to_bytes(request.into_body(), BODY_BYTES)
            .await
            .map_err(|_| refused("A request's body has at most 16,384 bytes."))?;
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(codec::decode)
            .map(Self)
            .ok_or_else(|| {
                refused("The body is a JSON object with exactly the fields of docs/PROTOCOL.md.")
            })
    }
}
