//! The address of a site, as browsers state it in the `Origin` header.

use std::{fmt, str::FromStr};

use serde::{Deserialize, de};

/// Scheme, host and port, in the exact form of an `Origin` header: lower case, without the scheme's own port, without a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    secure: bool,
    authority: String,
}

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address is http:// or https://, a host and perhaps a port, such as https://chat.example.org"
)]
pub struct InvalidOrigin;

impl Origin {
    /// The origin of a plain HTTP listener.
    pub fn http(host: &str, port: u16) -> Self {
        Self::of(false, host, port)
    }

    fn of(secure: bool, host: &str, port: u16) -> Self {
        let own = if secure { 443 } else { 80 };
        let host = host.to_ascii_lowercase();
        Self {
            secure,
            authority: if port == own {
                host
            } else {
                format!("{host}:{port}")
            },
        }
    }

    /// Served with TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The same place, for sockets: what a Content Security Policy names.
    pub fn websocket(&self) -> String {
        let scheme = if self.secure { "wss" } else { "ws" };
        format!("{scheme}://{}", self.authority)
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(InvalidOrigin),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = split_port(authority)?;
        let port = match port {
            Some(port) => port.parse().map_err(|_| InvalidOrigin)?,
            None if secure => 443,
            None => 80,
        };
        if is_host(host) && port != 0 {
            Ok(Self::of(secure, host, port))
        } else {
            Err(InvalidOrigin)
        }
    }
}

/// Splits `host:port`; the colons of a bracketed IPv6 address are its own.
fn split_port(authority: &str) -> Result<(&str, Option<&str>), InvalidOrigin> {
    let host_end = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, rest) = authority.split_at(host_end);
    match rest.strip_prefix(':') {
        Some(port) => Ok((host, Some(port))),
        None if rest.is_empty() => Ok((host, None)),
        None => Err(InvalidOrigin),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(v6) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return v6.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}
