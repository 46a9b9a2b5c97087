//! The app: the files that the browser gets, embedded in the binary (feature `embed`), and its page for every address of the app.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use common::ids::ConversationId;

/// The app's files.
pub(super) struct Assets {
    files: Router,
    index: Option<String>,
}

#[cfg(feature = "embed")]
impl Assets {
    /// The embedded files.
    pub(super) async fn load() -> Self {
        use memory_serve::CacheControl;
        let files = memory_serve::load!()
            .index_file(Some("/index.html"))
            .html_cache_control(CacheControl::NoCache)
            // Files whose name holds their hash get better below.
            .cache_control(CacheControl::NoCache)
            .enable_brotli(true)
            .enable_gzip(true)
            .into_router();
        let index = page(files.clone()).await;
        Self { files, index }
    }
}

#[cfg(not(feature = "embed"))]
impl Assets {
    /// Nothing but a page that says so.
    #[expect(
        clippy::unused_async,
        reason = "with the app inside it is asynchronous"
    )]
    pub(super) async fn load() -> Self {
        const WITHOUT: &str = "Confab's server is running, but this build has no app inside.\n\
            `cargo xtask run` builds both; `cargo xtask dev` serves the app beside this server.\n";
        let files = Router::new().route("/", axum::routing::get(async || WITHOUT));
        Self { files, index: None }
    }
}

impl Assets {
    /// The app's page.
    pub(super) fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// Answers every address that is not the API's or the socket's.
    pub(super) fn into_router(self) -> Router {
        let page: Option<&'static str> = self.index.map(|index| &*index.leak());
        self.files
            .fallback(move |request: Request| async move { app_address(&request, page) })
            .layer(middleware::from_fn(keep_hashed_files))
    }
}

/// The page as it is in the files, uncompressed.
#[cfg(feature = "embed")]
async fn page(files: Router) -> Option<String> {
    use tower::ServiceExt as _;
    let request = Request::get("/index.html")
        .body(axum::body::Body::empty())
        .ok()?;
    let response = files.oneshot(request).await.ok()?;
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// An address of the app (`/c/…`) is answered with its page: the app knows what to show. So is one that the app does not know, with a status
/// that says so, to whoever asks for a page; a file that is not there and a program's mistake are told in a line.
fn app_address(request: &Request, page: Option<&'static str>) -> Response {
    let path = request.uri().path();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let (status, wanted) = if is_page(path) {
        (
            StatusCode::OK,
            accepts(request.headers(), &["text/html", "*/*"]),
        )
    } else {
        let last = path.rsplit('/').next().unwrap_or_default();
        let named = request.headers().contains_key(header::ACCEPT);
        let page = accepts(request.headers(), &["text/html"]);
        (StatusCode::NOT_FOUND, page && named && !last.contains('.'))
    };
    match page {
        Some(page) if reading && wanted => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (status, headers, page).into_response()
        }
        _ => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
    }
}

/// The parts of the settings.
const SECTIONS: [&str; 6] = [
    "profile",
    "privacy",
    "contacts",
    "notifications",
    "appearance",
    "devices",
];

/// The app shows something at this address; the tests hold this against the app's own table.
fn is_page(path: &str) -> bool {
    match path.rsplit_once('/') {
        Some(("", name)) => ["", "sign-in", "register", "recover", "settings"].contains(&name),
        Some(("/c", id)) => id.parse::<ConversationId>().is_ok(),
        Some(("/settings", name)) => SECTIONS.contains(&name),
        _ => false,
    }
}

/// One of these kinds may be the answer; who says nothing takes anything.
fn accepts(headers: &HeaderMap, kinds: &[&str]) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_none_or(|accept| kinds.iter().any(|kind| accept.contains(kind)))
}

/// A file whose name holds the hash of its content never changes.
async fn keep_hashed_files(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    if hashed && response.status().is_success() {
        let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, for_ever);
    }
    response
}

/// Trunk puts up to sixteen hexadecimal digits before the extension: `app-0123456789abcdef.js`, `app-0123456789abcdef_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| (14..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests;
