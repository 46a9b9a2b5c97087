//! Which site this is: the addresses that people open, its cookie, and who may speak to it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::client_address::client_address;
use crate::config::{Network, Origin};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How long a browser keeps the cookie: as long as a session can live at all. The server ends it sooner where its own rules say so.
const COOKIE_DAYS: u64 = 90;

/// The site's addresses and what follows from them.
#[derive(Debug)]
pub struct Site {
    origins: Vec<Origin>,
    names: Vec<String>,
    trusted_proxies: Vec<Network>,
}

/// The request comes from another site's page, or cannot show that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is answered to this site's own pages only.")]
pub struct CrossSite;

impl Site {
    /// The site that people open under these addresses, through these proxies.
    pub fn new(origins: Vec<Origin>, trusted_proxies: Vec<Network>) -> Self {
        Self {
            names: origins.iter().map(ToString::to_string).collect(),
            origins,
            trusted_proxies,
        }
    }

    /// Served with TLS: decides the cookie and HSTS.
    pub fn is_secure(&self) -> bool {
        self.origins.iter().any(Origin::is_secure)
    }

    /// The addresses that people open.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// Whether this address is a proxy whose word about its clients counts.
    pub fn is_trusted_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    }

    /// From whom a request comes, if it came from `peer`.
    pub fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        client_address(peer, headers, |address| self.is_trusted_proxy(address))
    }

    /// The cookie's name. `__Host-` binds it to this host and to TLS, so that no sibling host can plant one; without TLS browsers refuse
    /// that prefix.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_secure() {
            "__Host-sid"
        } else {
            "sid"
        }
    }

    /// The `Set-Cookie` that signs a browser in.
    pub fn cookie(&self, token: &str) -> Option<HeaderValue> {
        self.set_cookie(token, COOKIE_DAYS)
    }

    /// The `Set-Cookie` that makes a browser forget.
    pub fn forget_cookie(&self) -> Option<HeaderValue> {
        self.set_cookie("", 0)
    }

    fn set_cookie(&self, value: &str, days: u64) -> Option<HeaderValue> {
        let mut cookie = Cookie::new(self.cookie_name(), value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Strict);
        cookie.set_secure(self.is_secure());
        cookie.set_path("/");
        let written = format!("{cookie}; Max-Age={}", days * 24 * 60 * 60);
        let mut value = HeaderValue::try_from(written).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The session token that a browser brings.
    pub fn token<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.cookie_name())
            .map(|(_, token)| token)
    }

    /// Judges a request that changes something. A browser states its page's site and origin, and a page cannot forge either. A request that
    /// states neither comes from no browser of today, or from one that hides them; it is refused.
    pub fn judge_request(&self, headers: &HeaderMap) -> Result<(), CrossSite> {
        let fetch_site = judge_fetch_site(headers)?;
        match self.judge_origin(headers)? {
            Stated::Ours => Ok(()),
            Stated::Nothing if fetch_site == Stated::Ours => Ok(()),
            Stated::Nothing => Err(CrossSite),
        }
    }

    /// Judges a WebSocket handshake. Browsers send the cookie with it whatever page opened it, so the origin must be stated and ours.
    pub fn judge_socket(&self, headers: &HeaderMap) -> Result<(), CrossSite> {
        judge_fetch_site(headers)?;
        match self.judge_origin(headers)? {
            Stated::Ours => Ok(()),
            Stated::Nothing => Err(CrossSite),
        }
    }

    fn judge_origin(&self, headers: &HeaderMap) -> Result<Stated, CrossSite> {
        only(headers, &header::ORIGIN, |origin| {
            self.names.iter().any(|name| name == origin)
        })
    }
}

fn judge_fetch_site(headers: &HeaderMap) -> Result<Stated, CrossSite> {
    only(headers, &FETCH_SITE, |site| site == "same-origin")
}

/// What a header says of where a request comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stated {
    Ours,
    Nothing,
}

/// A header that is there must be there once and fit.
fn only(
    headers: &HeaderMap,
    name: &HeaderName,
    fits: impl Fn(&str) -> bool,
) -> Result<Stated, CrossSite> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(Stated::Nothing),
        (Some(value), None) if value.to_str().is_ok_and(fits) => Ok(Stated::Ours),
        _ => Err(CrossSite),
    }
}
