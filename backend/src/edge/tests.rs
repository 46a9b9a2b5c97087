//! Who is let through, and whom a proxy speaks for.

use std::{net::IpAddr, sync::Arc};

use axum::http::{HeaderMap, HeaderValue, header};

use super::{ConnectionCaps, CrossSite, Site};

/// Headers, by name.
type Stated<'a> = &'a [(&'static str, &'a str)];

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn site(origins: &[&str], proxies: &[&str]) -> Site {
    Site::new(
        origins
            .iter()
            .map(|text| text.parse().expect("an origin"))
            .collect(),
        proxies
            .iter()
            .map(|text| text.parse().expect("a network"))
            .collect(),
    )
}

fn headers(pairs: Stated<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, HeaderValue::from_str(value).expect("a value"));
    }
    headers
}

#[test]
fn requests_are_judged_by_what_the_browser_states() {
    let site = site(&["https://chat.example.org"], &[]);
    let ours = ("origin", "https://chat.example.org");
    let same = ("sec-fetch-site", "same-origin");
    // (headers, a request, a socket)
    let table: [(Stated<'_>, bool, bool); 12] = [
        (&[ours, same], true, true),
        (&[ours], true, true),
        (&[same], true, false),
        (&[], false, false),
        (&[("origin", "https://chat.example.org:443")], false, false),
        (
            &[("origin", "https://chat.example.org.evil.example"), same],
            false,
            false,
        ),
        (&[("origin", "http://chat.example.org")], false, false),
        (&[("origin", "null")], false, false),
        (&[ours, ("sec-fetch-site", "same-site")], false, false),
        (&[ours, ("sec-fetch-site", "cross-site")], false, false),
        (&[ours, ("origin", "https://evil.example")], false, false),
        (
            &[ours, same, ("sec-fetch-site", "cross-site")],
            false,
            false,
        ),
    ];
    for (stated, request, socket) in table {
        let headers = headers(stated);
        let verdict = |fine| if fine { Ok(()) } else { Err(CrossSite) };
        assert_eq!(
            site.judge_request(&headers),
            verdict(request),
            "request {stated:?}"
        );
        assert_eq!(
            site.judge_socket(&headers),
            verdict(socket),
            "socket {stated:?}"
        );
    }
}

#[test]
fn the_cookie_is_bound_to_the_site() {
    let text = |value: Option<HeaderValue>| {
        let value = value.expect("a cookie");
        assert!(value.is_sensitive(), "not for logs");
        value.to_str().expect("text").to_owned()
    };
    let plain = text(site(&["http://127.0.0.1:8080"], &[]).cookie("token"));
    assert!(
        plain.starts_with("sid=token; ") && !plain.contains("Secure"),
        "{plain}"
    );
    let tls = text(site(&["https://chat.example.org"], &[]).cookie("token"));
    assert!(tls.starts_with("__Host-sid=token; "), "{tls}");
    for wanted in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
        "Secure",
        "Max-Age=7776000",
    ] {
        assert!(
            tls.split("; ").any(|part| part == wanted),
            "{wanted} in {tls}"
        );
    }
    assert!(text(site(&["https://chat.example.org"], &[]).forget_cookie()).contains("Max-Age=0"));
}

#[test]
fn the_token_is_found_among_other_cookies() {
    let site = site(&["http://127.0.0.1:8080"], &[]);
    let token = |cookie: &str| {
        site.token(&headers(&[("cookie", cookie)]))
            .map(str::to_owned)
    };
    assert_eq!(token("a=b; sid=xyz; c=d").as_deref(), Some("xyz"));
    assert_eq!(token("sid=xyz").as_deref(), Some("xyz"));
    assert_eq!(token("__Host-sid=xyz; xsid=1; sid2=2"), None);
    assert_eq!(site.token(&HeaderMap::new()), None);
    assert_eq!(header::COOKIE.as_str(), "cookie");
}

#[test]
fn a_forwarded_address_counts_as_far_as_those_who_wrote_it_are_trusted() {
    let site = site(&["https://chat.example.org"], &["10.0.0.0/8", "::1"]);
    let client = |peer: &str, forwarded: &[&str]| {
        let pairs: Vec<_> = forwarded
            .iter()
            .map(|value| ("x-forwarded-for", *value))
            .collect();
        site.client_address(address(peer), &headers(&pairs))
            .to_string()
    };
    assert_eq!(
        client("203.0.113.7", &["198.51.100.1"]),
        "203.0.113.7",
        "no proxy of ours"
    );
    assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(
        client("10.0.0.1", &["6.6.6.6, 198.51.100.1"]),
        "198.51.100.1",
        "what the client wrote itself"
    );
    assert_eq!(
        client("10.0.0.1", &["6.6.6.6", "198.51.100.1, 10.0.0.2"]),
        "198.51.100.1",
        "two proxies"
    );
    assert_eq!(
        client("10.0.0.1", &["10.0.0.3"]),
        "10.0.0.3",
        "a machine in our own network"
    );
    assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    assert_eq!(
        client("::ffff:10.0.0.1", &["198.51.100.1"]),
        "198.51.100.1",
        "IPv4 in IPv6 clothes"
    );
    assert_eq!(client("::1", &["2001:db8::1"]), "2001:db8::1");
}

#[test]
fn connections_are_counted_in_all_and_per_address() {
    let site = Arc::new(site(&["https://chat.example.org"], &["10.0.0.1"]));
    let caps = ConnectionCaps::new(site, 5, 2);
    let one = caps.admit(address("203.0.113.7")).expect("room");
    let copy = one.clone();
    let two = caps.admit(address("203.0.113.7")).expect("room");
    assert!(
        caps.admit(address("203.0.113.7")).is_none(),
        "two from one address"
    );
    let _v6 = [
        caps.admit(address("2001:db8::1")).expect("room"),
        caps.admit(address("2001:db8::2")).expect("room"),
    ];
    assert!(
        caps.admit(address("2001:db8::3")).is_none(),
        "one /64 is one address"
    );
    let proxy = caps.admit(address("10.0.0.1")).expect("room");
    assert!(caps.admit(address("198.51.100.9")).is_none(), "five in all");
    assert_eq!(caps.open(), 5);
    drop(one);
    assert_eq!(caps.open(), 5, "a copy still holds it");
    drop(copy);
    drop(two);
    assert_eq!(caps.open(), 3);
    // Behind a proxy, those for whom it speaks are counted.
    let client = address("198.51.100.1");
    let held = [
        proxy.on_behalf_of(client).expect("room"),
        proxy.on_behalf_of(client).expect("room"),
    ];
    assert!(proxy.on_behalf_of(client).is_none());
    assert!(proxy.on_behalf_of(address("198.51.100.2")).is_some());
    drop(held);
    assert!(proxy.on_behalf_of(client).is_some());
    assert_eq!(caps.open(), 3, "they are no sockets of their own");
}
