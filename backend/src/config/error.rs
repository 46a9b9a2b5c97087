//! What may be wrong with a configuration. Each message says what is allowed.

use std::{net::SocketAddr, path::PathBuf};

/// Why the server does not start with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("the configuration file {path} cannot be read: {reason}", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file is not TOML, or holds a key that does not exist.
    #[error("the configuration file {path} is not understood: {reason}", path = path.display())]
    NotUnderstood {
        /// Which file.
        path: PathBuf,
        /// What the parser says; it lists the keys that exist.
        reason: String,
    },
    /// Plain HTTP where others could read it.
    #[error(
        "{listen} can be reached from other machines, and Confab speaks plain HTTP there. Either listen on 127.0.0.1; or put a proxy with TLS \
         before it and give --public-url https://… and --trusted-proxy; or accept that passwords can be read on the way: --insecure-http"
    )]
    PlainHttp {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// One-click users where strangers could click.
    #[error(
        "--demo signs anyone in without a password, so it listens on 127.0.0.1 or [::1] only, not on {listen}"
    )]
    DemoInPublic {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// No way to tell which address people use.
    #[error(
        "with --listen {listen} the address that people open cannot be guessed: give it as --public-url, such as http://chat.example.org:8080"
    )]
    NoPublicUrl {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// Some addresses with TLS, some without.
    #[error(
        "either all of --public-url begin with https:// or all with http://: they share one cookie"
    )]
    MixedPublicUrls,
    /// A number outside of its bounds.
    #[error("{name} is {value}; it must be {allowed}")]
    OutOfBounds {
        /// The setting.
        name: &'static str,
        /// What it was set to.
        value: u64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
}
