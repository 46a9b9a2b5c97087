//! People's pictures, as files.

use std::sync::Arc;

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use common::{
    limits::PICTURE_BYTES,
    protocol::v1::{ErrorCode, http::SignedIn},
};

use futures_util::StreamExt;

use super::{
    caller::Caller,
    reply::{Refused, json},
    router::Front,
};
use crate::service::{
    ServiceError,
    pictures::{Claim, PictureKind},
};

/// Where a picture is sent.
pub(super) const PATH: &str = "/api/picture";

/// Whoever may see a picture keeps it: another one has another address. Nobody else does, and nothing in it runs, whatever it is taken for.
const HEADERS: [(header::HeaderName, &str); 4] = [
    (
        header::CACHE_CONTROL,
        "private, max-age=31536000, immutable",
    ),
    (header::CONTENT_DISPOSITION, "inline"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; sandbox",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// The kind of image that a body says it is; `None` for all that are not taken.
pub(super) fn claim(headers: &HeaderMap) -> Option<Claim> {
    match headers.get(header::CONTENT_TYPE)?.as_bytes() {
        b"image/png" => Some(Claim::Png),
        b"image/jpeg" => Some(Claim::Jpeg),
        b"image/webp" => Some(Claim::WebP),
        _ => None,
    }
}

/// `POST /api/picture`.
pub(super) async fn set(
    State(front): State<Arc<Front>>,
    Caller(who): Caller,
    request: Request,
) -> Result<Response, Response> {
    let pictures = &front.services.pictures;
    let claim = claim(request.headers()).ok_or_else(|| refused(ServiceError::InvalidPicture))?;
    let turn = pictures.turn(who.user).map_err(refused)?;
    let file = read(request).await?;
    let me = pictures.set(turn, claim, file).await.map_err(refused)?;
    Ok(json(StatusCode::OK, &SignedIn { me }))
}

/// `POST /api/picture/remove`. Removing what is not there is no error.
pub(super) async fn remove(
    State(front): State<Arc<Front>>,
    Caller(who): Caller,
) -> Result<Response, Refused> {
    let pictures = &front.services.pictures;
    let turn = pictures.turn(who.user)?;
    let me = pictures.remove(turn).await?;
    Ok(json(StatusCode::OK, &SignedIn { me }))
}

/// `GET /api/picture/{user}/{picture}`. What is no id names nothing, like one that nothing has.
pub(super) async fn get(
    State(front): State<Arc<Front>>,
    Caller(who): Caller,
    Path((user, picture)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let (Ok(user), Ok(picture)) = (user.parse(), picture.parse()) else {
        return Err(ServiceError::NotFound.into());
    };
    let pictures = &front.services.pictures;
    let found = pictures.get(who.user, user, picture).await?;
    let kind = match found.kind {
        PictureKind::Jpeg => "image/jpeg",
        PictureKind::WebP => "image/webp",
    };
    Ok((HEADERS, [(header::CONTENT_TYPE, kind)], found.bytes).into_response())
}

/// A body, up to its limit; a length that is announced beyond it is refused unread.
async fn read(request: Request) -> Result<Bytes, Response> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let most = u64::try_from(PICTURE_BYTES).unwrap_or(u64::MAX);
    if announced.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let mut body = request.into_body().into_data_stream();
    let mut file = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| {
            let allowed = "The body ended before it was whole.";
            Refused::never(ErrorCode::Malformed, allowed).into_response()
        })?;
        if file.len() + piece.len() > PICTURE_BYTES {
            return Err(too_large());
        }
        file.extend_from_slice(&piece);
    }
    Ok(Bytes::from(file))
}

fn too_large() -> Response {
    let mut response = refused(ServiceError::InvalidPicture);
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

fn refused(error: ServiceError) -> Response {
    Refused::from(error).into_response()
}
