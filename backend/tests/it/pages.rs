//! Which pages may speak to the server, and what every answer carries.

use common::protocol::{
    codec,
    v1::{ApiError, ErrorCode, http::SessionInfo},
};
use tokio_tungstenite::tungstenite::http::{HeaderName, header};

use crate::support::{App, Ask, Setup};

/// Every route that changes something, with a body that it would take.
const CHANGING: [(&str, &str); 4] = [
    (
        "/api/register",
        r#"{"username":"eve","name":"Eve","password":"correct horse"}"#,
    ),
    (
        "/api/sign-in",
        r#"{"username":"mary","password":"correct horse"}"#,
    ),
    (
        "/api/demo",
        r#"{"user":"c04fab00-0000-8000-8000-000000000001"}"#,
    ),
    ("/api/sign-out", ""),
];

type Variant = (&'static str, fn(Ask) -> Ask);

/// U6: what a foreign page can make a browser send, and near misses.
const FORGED: [Variant; 16] = [
    ("no origin at all", |ask| {
        ask.without("Origin").without("Sec-Fetch-Site")
    }),
    ("a foreign origin", |ask| {
        ask.without("Origin")
            .header("Origin", "https://evil.example")
    }),
    ("a null origin", |ask| {
        ask.without("Origin").header("Origin", "null")
    }),
    ("two origins", |ask| {
        ask.header("Origin", "https://evil.example")
    }),
    ("another port", |ask| {
        ask.without("Origin").header("Origin", "http://127.0.0.1:1")
    }),
    ("an origin without its port", |ask| {
        ask.without("Origin").header("Origin", "http://127.0.0.1")
    }),
    ("cross-site", |ask| {
        ask.without("Sec-Fetch-Site")
            .header("Sec-Fetch-Site", "cross-site")
    }),
    ("same-site only", |ask| {
        ask.without("Sec-Fetch-Site")
            .header("Sec-Fetch-Site", "same-site")
    }),
    ("typed by hand", |ask| {
        ask.without("Sec-Fetch-Site")
            .header("Sec-Fetch-Site", "none")
    }),
    ("cross-site, without origin", |ask| {
        ask.without("Origin")
            .without("Sec-Fetch-Site")
            .header("Sec-Fetch-Site", "cross-site")
    }),
    ("no header of ours", |ask| ask.without("X-Confab")),
    ("a wrong header of ours", |ask| {
        ask.without("X-Confab").header("X-Confab", "0")
    }),
    ("a form", |ask| {
        ask.without("Content-Type")
            .header("Content-Type", "application/x-www-form-urlencoded")
    }),
    ("a form with parts", |ask| {
        ask.without("Content-Type")
            .header("Content-Type", "multipart/form-data; boundary=x")
    }),
    ("text that is JSON", |ask| {
        ask.without("Content-Type")
            .header("Content-Type", "text/plain")
    }),
    ("a form with an override", |ask| {
        ask.without("X-Confab")
            .header("X-HTTP-Method-Override", "POST")
            .header("Content-Type", "text/plain")
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn u6_a_forged_request_is_refused_and_has_no_effect() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    for (path, body) in CHANGING {
        for (what, forge) in FORGED {
            let ask = mary.ask("POST", path);
            let ask = if body.is_empty() { ask } else { ask.json(body) };
            let answer = forge(ask).send().await;
            // Signing out has no body, so that its kind is the only thing which says that it is a form.
            assert_eq!(answer.status, 403, "{path}: {what}: {}", answer.body);
            let error: ApiError = codec::decode(&answer.body).expect("an error");
            assert_eq!(error.code, ErrorCode::CrossSite, "{path}: {what}");
            assert_eq!(answer.cookie(), None, "{path}: {what}");
        }
        for method in ["PUT", "PATCH", "DELETE"] {
            let answer = mary
                .ask(method, path)
                .without("Origin")
                .without("Sec-Fetch-Site")
                .send()
                .await;
            assert_eq!(answer.status, 403, "{method} {path}");
        }
        let answer = mary
            .ask("GET", path)
            .header("X-HTTP-Method-Override", "POST")
            .send()
            .await;
        assert_eq!(answer.status, 405, "GET {path}");
    }
    // Mary is still signed in, and nobody called Eve is there.
    mary.connect().await;
    let session = mary.ask("GET", "/api/session").send().await;
    let info: SessionInfo = codec::decode(&session.body).expect("a session");
    assert_eq!(info.me.map(|me| me.id), Some(mary.me.id));
    let accounts = app.parts.services.accounts.list().await.expect("accounts");
    assert_eq!(accounts.len(), 1);
    app.stop().await;
}

/// The same requests as our own pages make them are answered, with and without `Sec-Fetch-Site`.
#[tokio::test(flavor = "multi_thread")]
async fn our_own_pages_are_answered() {
    let app = App::usual().await;
    let [(register, body), ..] = CHANGING;
    let without_fetch_site = app
        .ask("POST", register)
        .without("Sec-Fetch-Site")
        .json(body);
    assert_eq!(without_fetch_site.send().await.status, 201);
    let sign_in = r#"{"username":"eve","password":"correct horse"}"#;
    let by_name = app
        .ask("POST", "/api/sign-in")
        .without("Origin")
        .header(
            "Origin",
            &format!("http://localhost:{}", app.address.port()),
        )
        .json(sign_in);
    assert_eq!(by_name.send().await.status, 200);
    let without_origin = app
        .ask("POST", "/api/sign-in")
        .without("Origin")
        .json(sign_in);
    assert_eq!(
        without_origin.send().await.status,
        200,
        "Sec-Fetch-Site says it"
    );
    app.stop().await;
}

/// U7: a foreign page cannot open a socket with a person's cookie.
#[tokio::test(flavor = "multi_thread")]
async fn u7_a_foreign_page_opens_no_socket() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    let host = app.address.to_string();
    let port = app.address.port();
    let foreign = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("http://{host}.evil.example"),
        format!("http://evil-{host}"),
        format!("http://evil.example#{host}"),
        format!("https://{host}"),
        format!("ws://{host}"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:0{port}"),
        format!("HTTP://{host}/"),
        format!("http://user@{host}"),
        format!("http://[::1]:{port}"),
    ];
    for origin in foreign {
        let mut request = mary.handshake();
        request
            .headers_mut()
            .insert(header::ORIGIN, origin.parse().expect("a header"));
        assert_eq!(mary.open_with(request).await, Err(403), "origin {origin:?}");
    }
    let mut without = mary.handshake();
    without.headers_mut().remove(header::ORIGIN);
    assert_eq!(
        mary.open_with(without).await,
        Err(403),
        "a cookie without an origin"
    );
    let mut twice = mary.handshake();
    twice.headers_mut().append(
        header::ORIGIN,
        "https://evil.example".parse().expect("a header"),
    );
    assert_eq!(mary.open_with(twice).await, Err(403), "two origins");
    for site in ["cross-site", "same-site", "none"] {
        let mut request = mary.handshake();
        let name = HeaderName::from_static("sec-fetch-site");
        request
            .headers_mut()
            .insert(name, site.parse().expect("a header"));
        assert_eq!(mary.open_with(request).await, Err(403), "fetch site {site}");
    }

    let mut stranger = mary.handshake();
    stranger.headers_mut().remove(header::COOKIE);
    assert_eq!(mary.open_with(stranger).await, Err(401), "no cookie");
    let mut forged = mary.handshake();
    let cookie = format!("sid={}", "A".repeat(43));
    forged
        .headers_mut()
        .insert(header::COOKIE, cookie.parse().expect("a header"));
    assert_eq!(mary.open_with(forged).await, Err(401), "a forged cookie");
    let mut other = mary.handshake();
    other.headers_mut().insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        "chat".parse().expect("a header"),
    );
    assert_eq!(mary.open_with(other).await, Err(400), "another protocol");
    mary.connect().await;
    app.stop().await;
}

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
