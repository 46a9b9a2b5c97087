//! The headers that every answer carries, on every route.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::csp_report;
use crate::edge::Site;

/// Written once at the start, copied into each answer.
#[derive(Clone, Debug)]
pub(super) struct Policy(Arc<HeaderMap>);

/// Nothing that the app does not use.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), \
     xr-spatial-tracking=()";

impl Policy {
    /// The policy for this site. `index` is the app's page, whose inline loader (Trunk writes one) is allowed by its hash, and nothing else
    /// that is inline.
    pub(super) fn new(site: &Site, index: Option<&str>) -> Self {
        let mut headers = HeaderMap::new();
        if let Ok(csp) = HeaderValue::try_from(content_security_policy(site, index)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, csp);
        }
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
            (HeaderName::from_static("permissions-policy"), PERMISSIONS),
            // For browsers that know no frame-ancestors.
            (header::X_FRAME_OPTIONS, "DENY"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if site.is_secure() {
            headers.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=63072000"),
            );
        }
        Self(Arc::new(headers))
    }
}

/// Adds the headers that the answer does not set by itself, more strictly. What says nothing of caching is not to be kept: an answer may be about
/// a person.
pub(super) async fn add(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in policy.0.iter() {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn content_security_policy(site: &Site, index: Option<&str>) -> String {
    let hash = |script: &str| BASE64_STANDARD.encode(Sha256::digest(script.as_bytes()));
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    for script in index.map(inline_scripts).unwrap_or_default() {
        scripts = format!("{scripts} 'sha256-{}'", hash(script));
    }
    // 'self' covers the WebSocket in browsers of today; older ones want it by name.
    let mut connections = "'self'".to_owned();
    for origin in site.origins() {
        connections += " ";
        connections += &origin.websocket();
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; \
         connect-src {connections}; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
         object-src 'none'; report-uri {}",
        csp_report::PATH
    )
}

/// The text of each script element without `src`. The page is our own build's, so its form is known.
fn inline_scripts(page: &str) -> Vec<&str> {
    page.split("<script")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once("</script")?;
            (!attributes.contains("src=") && !text.is_empty()).then_some(text)
        })
        .collect()
}

#[cfg(test)]
mod tests;
