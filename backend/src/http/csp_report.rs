//! Counts what the Content Security Policy stopped: each is a bug of ours, or an attack that failed.

use axum::{body::Bytes, http::StatusCode};
use common::json::{self, Read};

/// Where browsers send reports.
pub(super) const PATH: &str = "/api/csp-report";

/// Bytes of a report that are read.
pub(super) const REPORT_BYTES: usize = 16 * 1024;

#[derive(Read)]
struct Report {
    #[serde(rename = "csp-report")]
    violation: Violation,
}

#[derive(Read)]
struct Violation {
    #[serde(rename = "effective-directive")]
    directive: String,
}

/// `POST /api/csp-report`. Logs which rule it was and nothing else: the rest is a stranger's text, or a person's. At `debug` only: anyone can
/// send reports, and a flood of them must not fill a disk; the counter tells that there are some.
pub(super) async fn take(body: Bytes) -> StatusCode {
    metrics::counter!("confab_csp_reports_total").increment(1);
    let directive = std::str::from_utf8(&body)
        .ok()
        .and_then(json::read::<Report>)
        .map(|report| report.violation.directive)
        .filter(|name| {
            name.len() <= 32 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        });
    tracing::debug!(
        directive,
        "a browser reports a violation of the Content Security Policy"
    );
    StatusCode::NO_CONTENT
}
