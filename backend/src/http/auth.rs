//! Registering, signing in and out.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use common::protocol::v1::http::{DemoSignIn, Register, SessionInfo, SignIn, SignedIn};

use super::{
    body::Json,
    reply::{Refused, json},
    router::Front,
};
use crate::{
    BUILD,
    edge::ConnectionGuard,
    service::accounts::{Origin, SignedIn as NewSession},
};

type Answer = Result<Response, Refused>;

/// `GET /api/session`.
pub(super) async fn session(State(front): State<Arc<Front>>, headers: HeaderMap) -> Answer {
    let accounts = &front.services.accounts;
    let who = match front.site.token(&headers) {
        Some(token) => accounts.authenticate(token).await?,
        None => None,
    };
    let me = match who {
        Some(who) => accounts.profile(who.user).await?,
        None => None,
    };
    let info = SessionInfo {
        me,
        registration: front.registration,
        password_chars: front.password_chars,
        demo: accounts.demo_people().await?,
        build: BUILD.to_owned(),
    };
    Ok(json(StatusCode::OK, &info))
}

/// `POST /api/register`.
pub(super) async fn register(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Json(asked): Json<Register>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let made = front
        .services
        .accounts
        .register(&asked.username, &asked.name, &asked.password, from)
        .await?;
    signed_in(&front, &headers, StatusCode::CREATED, made).await
}

/// `POST /api/sign-in`.
pub(super) async fn sign_in(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Json(asked): Json<SignIn>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let made = front
        .services
        .accounts
        .sign_in(&asked.username, &asked.password, from)
        .await?;
    signed_in(&front, &headers, StatusCode::OK, made).await
}

/// `POST /api/demo`.
pub(super) async fn demo(
    State(front): State<Arc<Front>>,
    guard: Option<Extension<ConnectionGuard>>,
    headers: HeaderMap,
    Json(asked): Json<DemoSignIn>,
) -> Answer {
    let from = origin(&front, guard, &headers);
    let made = front
        .services
        .accounts
        .sign_in_demo(asked.user, from)
        .await?;
    signed_in(&front, &headers, StatusCode::OK, made).await
}

/// `POST /api/sign-out`. Signing out twice is no error.
pub(super) async fn sign_out(State(front): State<Arc<Front>>, headers: HeaderMap) -> Answer {
    if let Some(token) = front.site.token(&headers) {
        front.services.accounts.sign_out(token).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = front.site.forget_cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Gives the browser its new cookie. The session that it had is over: a token never outlives a change of who one is, and none is left that
/// nobody holds any more.
pub(super) async fn signed_in(
    front: &Front,
    headers: &HeaderMap,
    status: StatusCode,
    made: NewSession,
) -> Answer {
    if let Some(old) = front.site.token(headers) {
        front.services.accounts.sign_out(old).await?;
    }
    let mut response = json(status, &SignedIn { me: made.profile });
    if let Some(cookie) = front.site.cookie(made.token.as_str()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(super) fn origin(
    front: &Front,
    guard: Option<Extension<ConnectionGuard>>,
    headers: &HeaderMap,
) -> Origin {
    Origin {
        ip: guard.map(|Extension(guard)| front.site.client_address(guard.peer(), headers)),
        user_agent: headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
    }
}
