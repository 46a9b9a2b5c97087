//! What the page of one's profile asks about the picture, and the answers: loaded with the page.

use client_core::input::HttpError;
use common::protocol::v1::http::SignedIn;

use super::{NOTHING, post, read, send};
use crate::services::picture::Scaled;

/// Has this picture from now on.
pub(crate) async fn set(picture: &Scaled) -> Result<SignedIn, HttpError> {
    read(send("/api/picture", &picture.kind(), picture.body()).await).await
}

/// Has none.
pub(crate) async fn remove() -> Result<SignedIn, HttpError> {
    read(post("/api/picture/remove", NOTHING.to_owned()).await).await
}
