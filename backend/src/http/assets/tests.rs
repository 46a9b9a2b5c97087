//! Which files never change, and which addresses are pages.

use client_core::input::{Route, SECTIONS as THEIRS};

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
    routes.extend(THEIRS.map(|(_, section)| Route::Settings(section)));
    assert_eq!(THEIRS.len(), SECTIONS.len());
    for route in routes {
        let path = route.path().expect("its path");
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
    // Both know the same ones of what is near: the app would show something where the server says that there is nothing, or the reverse.
    for path in [
        "/settings",
        "/recover",
        "/c/07070707-0707-0707-0707-070707070707",
        "/C/7",
        "/Sign-In",
    ] {
        assert_eq!(is_page(path), Route::at(path) != Route::NotFound, "{path}");
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
