//! Which address is answered by whom.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use common::protocol::v1::{ApiError, ErrorCode, http::Registration};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

use super::{
    assets::Assets,
    auth, credentials,
    csp_report::{self, REPORT_BYTES},
    devices,
    gate::gate,
    picture,
    policy::{self, Policy},
    reply::Refused,
    see_through::see_through,
};
use crate::{edge::Site, lifecycle::Lifecycle, service::Services};

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
    /// What a stop waits for.
    pub life: Lifecycle,
}

/// A request is answered or given up within this time: a dozen password hashes waited for, and a body at modem speed.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Declares the calls: their list and their router, from one table, so that the list is all of them.
macro_rules! calls {
    ($($method:ident $path:expr => $answer:expr $(, $layer:expr)?;)+) => {
        /// Every call, by its method and path. Each has its row in the table of who may do what (`tests/it/authorisation.rs`).
        pub const CALLS: &[(&str, &str)] = &[$((stringify!($method), $path)),+];

        fn calls() -> Router<Arc<Front>> {
            Router::new()$(.route($path, $method($answer)$(.layer($layer))?))+
        }
    };
}

calls! {
    get "/api/session" => auth::session;
    post "/api/register" => auth::register;
    post "/api/sign-in" => auth::sign_in;
    post "/api/demo" => auth::demo;
    post "/api/sign-out" => auth::sign_out, from_fn(see_through);
    get "/api/devices" => devices::list;
    post "/api/devices/sign-out" => devices::sign_out, from_fn(see_through);
    post "/api/devices/sign-out-others" => devices::sign_out_others, from_fn(see_through);
    post "/api/password" => credentials::change_password, from_fn(see_through);
    post "/api/recovery-codes" => credentials::make_recovery_codes;
    post "/api/recover" => credentials::recover, from_fn(see_through);
    post picture::PATH => picture::set;
    post "/api/picture/remove" => picture::remove;
    get "/api/picture/{user}/{picture}" => picture::get;
    post csp_report::PATH => csp_report::take, DefaultBodyLimit::max(REPORT_BYTES);
}

/// Everything public. `socket` answers `GET /ws`.
pub async fn router(front: Front, socket: Router) -> Router {
    let site = Arc::clone(&front.site);
    let assets = Assets::load().await;
    let policy = Policy::new(&site, assets.index());
    let life = Extension(front.life.clone());
    let api = calls()
        .route("/api", any(no_such_call))
        .route("/api/{*rest}", any(no_such_call))
        .method_not_allowed_fallback(no_such_method)
        .with_state(Arc::new(front))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ANSWER_WITHIN,
        ))
        .layer(life);
    api.merge(socket)
        .fallback_service(assets.into_router())
        .layer(from_fn_with_state(site, gate))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(policy, policy::add))
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
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    metrics::counter!("confab_panics_total").increment(1);
    let allowed = "The server failed at this. Try again.";
    Refused(ApiError::later(ErrorCode::Unavailable, allowed, 1_000)).into_response()
}
