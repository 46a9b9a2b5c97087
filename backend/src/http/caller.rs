//! Who asks, on calls that nobody may make who is not signed in.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use common::protocol::v1::ErrorCode;

use super::{reply::Refused, router::Front};
use crate::service::accounts::Identity;

/// Whoever is signed in. As an argument of a call: without a session the call is refused before its body is read.
pub(super) struct Caller(pub(super) Identity);

impl FromRequestParts<Arc<Front>> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front>) -> Result<Self, Refused> {
        let who = match front.site.token(&parts.headers) {
            Some(token) => front.services.accounts.authenticate(token).await?,
            None => None,
        };
        who.map(Self)
            .ok_or_else(|| Refused::never(ErrorCode::SignedOut, "Sign in first."))
    }
}
