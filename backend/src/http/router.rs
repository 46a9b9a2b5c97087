//! Which address is answered by whom.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use common::protocol::v1::{ApiError, ErrorCode, http::Registration};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

use super::{
    assets::Assets,
    auth,
    csp_report::{self, REPORT_BYTES},
    gate::gate,
    policy::{self, Policy},
    reply::Refused,
};
use crate::{edge::Site, service::Services};

/// What the public side needs to answer.
pub struct Front {
    /// The use cases.
    pub services: Services,
    /// Which site this is.
    pub site: Arc<Site>,
    /// Who may make an account.
    pub registration: Registration,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
}

/// A request is answered or given up within this time: a dozen password hashes waited for, and a body at modem speed.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Everything public. `socket` answers `GET /ws`.
pub async fn router(front: Front, socket: Router) -> Router {
    let site = Arc::clone(&front.site);
    let assets = Assets::load().await;
    let policy = Policy::new(&site, assets.index());
    let api = Router::new()
        .route("/api/session", get(auth::session))
        .route("/api/register", post(auth::register))
        .route("/api/sign-in", post(auth::sign_in))
        .route("/api/demo", post(auth::demo))
        .route("/api/sign-out", post(auth::sign_out))
        .route(
            csp_report::PATH,
            post(csp_report::take).layer(DefaultBodyLimit::max(REPORT_BYTES)),
        )
        .route("/api", any(no_such_call))
        .route("/api/{*rest}", any(no_such_call))
        .method_not_allowed_fallback(no_such_method)
        .with_state(Arc::new(front))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ANSWER_WITHIN,
        ));
    api.merge(socket)
        .fallback_service(assets.into_router())
        .layer(middleware::from_fn_with_state(site, gate))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(policy, policy::add))
}

async fn no_such_call() -> Refused {
    Refused::never(
        ErrorCode::NotFound,
        "There is no such call; docs/PROTOCOL.md lists them.",
    )
}

async fn no_such_method() -> Response {
    let allowed = "This call takes another method; docs/PROTOCOL.md lists them.";
    let mut response = Refused::never(ErrorCode::Unsupported, allowed).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// A bug ends one request, not the server. What it was is in the log, by the panic hook; the answer says nothing of it.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    metrics::counter!("confab_panics_total").increment(1);
    let allowed = "The server failed at this. Try again.";
    Refused(ApiError::later(ErrorCode::Unavailable, allowed, 1_000)).into_response()
}
