//! Which pages may speak to the server.

use backend::http::CALLS;
use common::protocol::{
    codec,
    v1::{ApiError, ErrorCode, http::SessionInfo},
};
use tokio_tungstenite::tungstenite::http::{HeaderName, header};

use crate::support::{App, Ask, png};

/// Every route that changes something, with a body that it would take.
const CHANGING: [(&str, &str); 11] = [
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
    (
        "/api/devices/sign-out",
        r#"{"device":"c04fab00-0000-8000-8000-000000000001"}"#,
    ),
    ("/api/devices/sign-out-others", ""),
    (
        "/api/password",
        r#"{"current":"correct horse","new":"another horse"}"#,
    ),
    ("/api/recovery-codes", r#"{"password":"correct horse"}"#),
    (
        "/api/recover",
        r#"{"username":"mary","code":"0000-0000-0000-0000-0000-0000","password":"another horse"}"#,
    ),
    (PICTURE, ""),
    ("/api/picture/remove", ""),
];

/// The one call that takes a file.
const PICTURE: &str = "/api/picture";

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

/// All but the reports of browsers, which no page can keep from being sent and which change nothing but a count.
#[test]
fn u6_every_call_that_changes_something_is_tried() {
    let changing = CALLS
        .iter()
        .filter(|(method, path)| *method == "post" && *path != "/api/csp-report")
        .map(|(_, path)| *path);
    assert!(changing.eq(CHANGING.map(|(path, _)| path)));
}

#[tokio::test(flavor = "multi_thread")]
async fn u6_a_forged_request_is_refused_and_has_no_effect() {
    let app = App::usual().await;
    let mut mary = app.register("mary").await;
    for (path, body) in CHANGING {
        for (what, forge) in FORGED {
            let ask = mary.ask("POST", path);
            let ask = match (path, body) {
                (PICTURE, _) => ask.header("Content-Type", "image/png").bytes(&png(9, 9)),
                (_, "") => ask,
                _ => ask.json(body),
            };
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
    let me = info.me.expect("she is signed in");
    assert_eq!((me.id, me.picture), (mary.me.id, None));
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
