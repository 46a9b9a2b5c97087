//! Where a person is signed in, and ending that from elsewhere.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use common::protocol::v1::http::{Device, Devices, SignOutDevice};

use super::{
    body::Json,
    caller::Caller,
    reply::{Refused, json},
    router::Front,
};

type Answer = Result<Response, Refused>;

/// `GET /api/devices`: the one that asks first, then the last used first.
pub(super) async fn list(State(front): State<Arc<Front>>, Caller(who): Caller) -> Answer {
    let sessions = front.services.accounts.devices(who).await?;
    let device = |session: crate::service::accounts::Device| Device {
        id: session.device,
        name: session.name,
        ip: session.ip.map(|ip| ip.to_canonical().to_string()),
        created: session.created,
        last_seen: session.last_seen,
        current: session.device == who.device,
    };
    let mut devices: Vec<_> = sessions.into_iter().map(device).collect();
    devices.sort_by_key(|device| !device.current);
    Ok(json(StatusCode::OK, &Devices { devices }))
}

/// `POST /api/devices/sign-out`.
pub(super) async fn sign_out(
    State(front): State<Arc<Front>>,
    Caller(who): Caller,
    Json(asked): Json<SignOutDevice>,
) -> Answer {
    let accounts = &front.services.accounts;
    accounts.sign_out_device(who, asked.device).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/devices/sign-out-others`.
pub(super) async fn sign_out_others(
    State(front): State<Arc<Front>>,
    Caller(who): Caller,
) -> Answer {
    front.services.accounts.sign_out_others(who).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
