//! Which files never change, and which addresses are pages.

use common::{
    address::{Route, Section},
    ids::ConversationId,
};

use super::*;

/// What is answered to a program that names no kind, and to a browser.
fn answers(path: &str) -> [(StatusCode, bool); 2] {
    ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8"].map(|accept| {
        let request = Request::get(path).header(header::ACCEPT, accept);
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let answer = app_address(&request, Some("the page"));
        let kind = answer.headers().get(header::CONTENT_TYPE);
        let html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        (answer.status(), html)
    })
}

#[test]
fn every_page_of_the_app_is_answered_with_it() {
    let conv = ConversationId::from_bytes([7; 16]);
    let mut routes = vec![
        Route::Home,
        Route::SignIn,
        Route::Register,
        Route::Recover,
        Route::Conversation(conv),
    ];
    routes.extend(
        [
            Section::Profile,
            Section::Privacy,
            Section::Contacts,
            Section::Notifications,
            Section::Appearance,
            Section::Devices,
        ]
        .map(Route::Settings),
    );
    let paths = routes.iter().map(|route| route.path().expect("its path"));
    for path in paths.chain(["/settings".to_owned()]) {
        assert_eq!(answers(&path), [(StatusCode::OK, true); 2], "{path}");
    }
}

#[test]
fn what_the_app_does_not_know_is_not_there() {
    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/nowhere",
        "/sign-in/",
        "/c/",
        "/c/7",
        "/settings/",
        "/settings/nothing",
        "/settings/profile/more",
        "//sign-in",
    ] {
        assert_eq!(Route::at(path), Route::NotFound, "{path}");
        let not_there = StatusCode::NOT_FOUND;
        assert_eq!(
            answers(path),
            [(not_there, false), (not_there, true)],
            "{path}"
        );
    }
    for path in ["/app.js", "/.env", "/nowhere/index.php"] {
        assert_eq!(answers(path), [(StatusCode::NOT_FOUND, false); 2], "{path}");
    }
    for path in ["/C/7", "/Sign-In"] {
        assert_eq!(answers(path)[0], (StatusCode::NOT_FOUND, false), "{path}");
    }
}

#[test]
fn a_name_that_holds_a_hash_is_kept_for_ever() {
    for name in [
        "/frontend-0123456789abcdef.js",
        "/frontend-0123456789abcdef_bg.wasm",
        "/styles-a1b2c3d4e5f60718.css",
        "/snippets/x-0123456789abcdef/inline.0123456789abcdef.js",
    ] {
        assert!(is_hashed(name), "{name}");
    }
    for name in [
        "/",
        "/index.html",
        "/favicon.svg",
        "/manifest.webmanifest",
        "/0123456789abcdeg.js",
        "/app.js",
    ] {
        assert!(!is_hashed(name), "{name}");
    }
}
