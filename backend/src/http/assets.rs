//! The app: the files that the browser gets, embedded in the binary (feature `embed`), and its page for every address of the app.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use common::address::Route;

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
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept.and_then(|accept| accept.to_str().ok());
    let asks_for = |kind| accept.is_some_and(|accept| accept.contains(kind));
    let (status, wanted) = if Route::at(path) == Route::NotFound {
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_file = last.contains('.');
        (StatusCode::NOT_FOUND, asks_for("text/html") && !is_file)
    } else {
        // Who says nothing takes anything.
        let takes = accept.is_none() || asks_for("text/html") || asks_for("*/*");
        (StatusCode::OK, takes)
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
