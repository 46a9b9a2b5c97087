//! Requests that change something come from our own pages, or not at all.
//!
//! The session is a cookie, which browsers send along whatever page makes a request. So an unsafe method is answered only if the browser
//! says that the page is ours (`Sec-Fetch-Site`, or `Origin` where that is missing), if it carries our own header, which a foreign page
//! cannot set without asking, and if its body, where it has one, is of a kind that a form cannot send: JSON, or on the one call that takes a
//! picture, an image. `GET` changes nothing.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use common::protocol::v1::{ErrorCode, http::REQUEST_HEADER};

use super::{csp_report, picture, reply::Refused};
use crate::edge::Site;

/// Lets a request through, or answers 403 before anything has seen it.
pub(super) async fn gate(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    // Browsers send reports by themselves, without our header; all that one can do is to count up.
    let report = request.uri().path() == csp_report::PATH && *request.method() == Method::POST;
    if safe || report || is_ours(&site, &request) {
        return next.run(request).await;
    }
    Refused::never(
        ErrorCode::CrossSite,
        "A request that changes something comes from this site's own pages, with the header X-Confab: 1 and a JSON body; a picture's is a PNG, JPEG or WebP image.",
    )
    .into_response()
}

fn is_ours(site: &Site, request: &Request) -> bool {
    let headers = request.headers();
    let (name, value) = REQUEST_HEADER;
    let marked = headers.get(name).is_some_and(|given| given == value);
    site.judge_request(headers).is_ok()
        && marked
        && if request.uri().path() == picture::PATH {
            picture::claim(headers).is_some()
        } else {
            is_json(headers)
        }
}

/// Has a JSON body, or none.
fn is_json(headers: &HeaderMap) -> bool {
    match headers.get(header::CONTENT_TYPE) {
        Some(kind) => kind.to_str().is_ok_and(|kind| {
            let essence = kind.split(';').next().unwrap_or_default();
            essence.trim().eq_ignore_ascii_case("application/json")
        }),
        None => {
            !headers.contains_key(header::TRANSFER_ENCODING)
                && headers
                    .get(header::CONTENT_LENGTH)
                    .is_none_or(|length| length == "0")
        }
    }
}
