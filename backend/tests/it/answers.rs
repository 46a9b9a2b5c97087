//! What every answer carries, and what it says to a request that is wrong.

use common::protocol::{
    codec,
    v1::{ApiError, ErrorCode},
};

use crate::support::{App, Ask, Setup};

/// X3, A16: every route, answered or refused, carries the policy, and nothing about a person may be kept by anyone in between.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_policy() {
    let app = App::usual().await;
    let mary = app.register("mary").await;
    let asks = [
        ("GET", "/"),
        ("GET", "/c/somewhere"),
        ("GET", "/missing.js"),
        ("GET", "/../../etc/passwd"),
        ("GET", "/ws"),
        ("GET", "/api"),
        ("GET", "/api/session"),
        ("GET", "/api/nothing"),
        ("GET", "/api/register"),
        ("POST", "/api/register"),
        ("POST", "/api/sign-in"),
        ("POST", "/api/demo"),
        ("POST", "/api/sign-out"),
        ("POST", "/api/csp-report"),
        ("POST", "/api/picture"),
        ("POST", "/api/picture/remove"),
        ("GET", "/api/picture/someone/something"),
        ("DELETE", "/"),
        ("OPTIONS", "/api/session"),
    ];
    for (method, path) in asks {
        let answer = mary.ask(method, path).send().await;
        let has = |name: &str, wanted: &str| {
            let found = answer.header(name);
            assert!(
                found.is_some_and(|value| value.contains(wanted)),
                "{method} {path}: {name} is {found:?}"
            );
        };
        for wanted in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            "report-uri /api/csp-report",
        ] {
            has("content-security-policy", wanted);
        }
        has(
            "content-security-policy",
            &format!("connect-src 'self' ws://{}", app.address),
        );
        has("x-content-type-options", "nosniff");
        has("referrer-policy", "no-referrer");
        has("cross-origin-opener-policy", "same-origin");
        has("cross-origin-resource-policy", "same-origin");
        has("permissions-policy", "camera=()");
        has("cache-control", "no-store");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{method} {path}"
        );
        assert_eq!(answer.header("server"), None, "{method} {path}");
        if path.starts_with("/api/nothing") || path == "/api" {
            assert_eq!(answer.status, 404);
            let error: ApiError = codec::decode(&answer.body).expect("an error");
            assert_eq!(error.code, ErrorCode::NotFound);
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_out_of_scripts_reach_and_stays_on_this_site() {
    let app = App::usual().await;
    let body = r#"{"username":"mary","name":"Mary","password":"correct horse"}"#;
    let answer = app.ask("POST", "/api/register").json(body).send().await;
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    for wanted in ["sid=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(
            cookie.contains(wanted),
            "{wanted} in {}",
            cookie.replace(|c: char| c.is_ascii_hexdigit(), "·")
        );
    }
    assert!(!cookie.contains("Domain"));
    app.stop().await;

    let tls = Setup::default()
        .with(|config| {
            config.public_urls = vec!["https://chat.example.org".parse().expect("an origin")];
        })
        .start()
        .await;
    let answer = tls
        .ask("POST", "/api/register")
        .without("Origin")
        .header("Origin", "https://chat.example.org")
        .json(body)
        .send()
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-sid=") && cookie.contains("; Secure"));
    assert!(answer.header("strict-transport-security").is_some());
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("wss://chat.example.org"), "{policy}");
    tls.stop().await;
}

/// Signing in anew ends the session that the browser had: no token outlives a change of who one is.
#[tokio::test(flavor = "multi_thread")]
async fn the_token_changes_with_each_sign_in() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    let body = r#"{"username":"mary","password":"correct horse"}"#;
    let answer = mary.ask("POST", "/api/sign-in").json(body).send().await;
    let new = answer.cookie().expect("a cookie");
    assert_ne!(new, mary.cookie);
    let request = mary.handshake();
    assert_eq!(
        mary.open_with(request).await,
        Err(401),
        "the old one is dead"
    );
    mary.cookie = new;
    mary.connect().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_wrong_is_refused_by_what_is_allowed() {
    let app = App::usual().await;
    let bodies = [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        r#"{"username":"mary"}"#.to_owned(),
        r#"{"username":"mary","name":"Mary","password":"correct horse","admin":true}"#.to_owned(),
        format!(
            r#"{{"username":"mary","name":"{}","password":"correct horse"}}"#,
            "x".repeat(20_000)
        ),
        format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)),
    ];
    for body in bodies {
        let answer = app.ask("POST", "/api/register").json(&body).send().await;
        let error: ApiError = codec::decode(&answer.body).expect("an error");
        assert_eq!(
            (answer.status, error.code),
            (400, ErrorCode::Malformed),
            "{body:.60}"
        );
    }
    let refused = [
        (
            r#"{"username":"ab","name":"Mary","password":"correct horse"}"#,
            ErrorCode::InvalidUsername,
            "3 to 32",
        ),
        (
            r#"{"username":"mary","name":" ","password":"correct horse"}"#,
            ErrorCode::InvalidName,
            "",
        ),
        (
            r#"{"username":"mary","name":"Mary","password":"short"}"#,
            ErrorCode::InvalidPassword,
            "at least 8",
        ),
    ];
    for (body, code, allowed) in refused {
        let answer = app.ask("POST", "/api/register").json(body).send().await;
        let error: ApiError = codec::decode(&answer.body).expect("an error");
        assert_eq!((answer.status, error.code), (422, code));
        assert!(error.message.contains(allowed), "{}", error.message);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrators_pages_are_on_their_own_listener() {
    let app = App::usual().await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(
            Ask::new(app.admin, "GET", path).send().await.status,
            200,
            "{path}"
        );
        let public = app
            .ask("GET", path)
            .header("Accept", "text/plain")
            .send()
            .await;
        assert_eq!(public.status, 404, "{path} in public");
    }
    app.stop().await;
}
