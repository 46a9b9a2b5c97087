//! Another password, recovery codes, and coming in by one.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use common::protocol::v1::http::{ChangePassword, Confirm, Recover, RecoveryCodes};

use super::{
    auth::{origin, signed_in},
    body::Json,
    caller::Caller,
    reply::{Refused, json},
    router::Front,
};
use crate::edge::ConnectionGuard;

type Answer = Result<Response, Refused>;

/// `POST /api/password`.
pub(super) async fn change_password(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Caller(who): Caller,
    Json(asked): Json<ChangePassword>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let accounts = &front.services.accounts;
    let changed = accounts
        .change_password(who, &asked.current, &asked.new, from.ip)
        .await?;
    signed_in(&front, &headers, StatusCode::OK, changed).await
}

/// `POST /api/recovery-codes`.
pub(super) async fn make_recovery_codes(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Caller(who): Caller,
    Json(asked): Json<Confirm>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let accounts = &front.services.accounts;
    let codes = accounts
        .make_recovery_codes(who, &asked.password, from.ip)
        .await?;
    Ok(json(StatusCode::OK, &RecoveryCodes { codes }))
}

/// `POST /api/recover`.
pub(super) async fn recover(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Json(asked): Json<Recover>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let accounts = &front.services.accounts;
    let recovered = accounts
        .recover(&asked.username, &asked.code, &asked.password, from)
        .await?;
    signed_in(&front, &headers, StatusCode::OK, recovered).await
}
