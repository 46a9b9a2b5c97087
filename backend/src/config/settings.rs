//! What holds, after every source was heard.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use common::{limits, protocol::v1::http::Registration};
use serde::Deserialize;

use super::{ConfigError, Layer, Network, Origin};

/// The server's settings, complete and consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the app and its socket are served.
    pub listen: SocketAddr,
    /// Where health and metrics are served.
    pub admin_listen: SocketAddr,
    /// The folder that holds everything worth a backup.
    pub data_dir: PathBuf,
    /// Who may make an account.
    pub registration: Registration,
    /// The addresses that people open; empty means the listener's own.
    pub public_urls: Vec<Origin>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// One-click people without passwords.
    pub demo: bool,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
    /// What one password hash costs.
    pub hash_cost: HashCost,
    /// Bounds on what strangers can make the server hold.
    pub limits: Limits,
    /// Heartbeats and time-outs.
    pub timing: Timing,
    /// What is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// What one argon2id hash costs (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// Bounds on what strangers can make the server hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections in all. Each costs a file descriptor and about 10 KiB.
    pub connections: usize,
    /// Connections from one address; one IPv6 network of 64 bits counts as one, since it is what a provider gives to a customer.
    pub connections_per_ip: usize,
    /// Sockets of one person: more devices and tabs than anyone uses, with room for half-open ones that are not yet found dead.
    pub connections_per_user: usize,
    /// Sockets that have not said `hello`.
    pub waiting_for_hello: usize,
    /// Frames a second, and at once, that one WebSocket is read with.
    pub frames_per_second: u32,
    /// Messages a second of one person.
    pub messages_per_second: u32,
    /// Sign-ins a minute from one address; 0 is any number.
    pub sign_ins_per_minute: u32,
    /// New accounts an hour from one address; 0 is any number.
    pub sign_ups_per_hour: u32,
}

/// Heartbeats and time-outs. Not for configuration files: clients count on them. Tests shorten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How often the server pings.
    pub ping: Duration,
    /// Silence after which a WebSocket is dropped.
    pub silence: Duration,
    /// How long a socket may take nothing of what is written to it.
    pub stall: Duration,
    /// How long a WebSocket may wait with its `hello`.
    pub hello: Duration,
    /// How long a request's head may take (slow senders hold sockets).
    pub request_head: Duration,
    /// How often what was sent is compared with the log.
    pub compare_heads: Duration,
    /// How often it is looked whether another process has ended sessions; a fraction of the second that a revocation may take.
    pub revocation: Duration,
    /// How often what is too old to be kept is forgotten.
    pub forget: Duration,
    /// How long a close frame may take to be read before the socket is cut.
    pub close: Duration,
    /// How long a graceful stop may take before it is a hard one.
    pub drain: Duration,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            ping: Duration::from_millis(limits::PING_MS),
            silence: Duration::from_millis(limits::SERVER_SILENCE_MS),
            stall: Duration::from_secs(30),
            hello: Duration::from_millis(limits::HELLO_TIMEOUT_MS),
            request_head: Duration::from_secs(10),
            compare_heads: Duration::from_secs(10),
            revocation: Duration::from_millis(250),
            forget: Duration::from_hours(1),
            close: Duration::from_secs(5),
            drain: Duration::from_secs(5),
        }
    }
}

impl Default for HashCost {
    /// RFC 9106's second recommendation: 64 MiB, three passes; about a tenth of a second.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
        }
    }
}

/// The least memory for a hash, at two passes (OWASP ASVS 5).
const HASH_MEMORY_MIB_FLOOR: u32 = 19;

impl Config {
    /// What a server would run with if it were told what `layer` says; anything else is the default.
    pub fn from_layer(layer: Layer) -> Result<Self, ConfigError> {
        let listen = layer
            .listen
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let public_urls = layer.public_url.unwrap_or_default();
        let private = listen.ip().is_loopback() && public_urls.is_empty();
        let memory_mib = bounded(
            "--password-memory-mib",
            layer.password_memory_mib.unwrap_or(64),
            HASH_MEMORY_MIB_FLOOR..=1024,
            "19 to 1024",
        )?;
        let config = Self {
            listen,
            admin_listen: layer
                .admin_listen
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 9090))),
            data_dir: layer.data_dir.unwrap_or_else(|| PathBuf::from("data")),
            registration: layer.registration.unwrap_or(Registration::Closed),
            public_urls,
            trusted_proxies: layer.trusted_proxy.unwrap_or_default(),
            demo: layer.demo.unwrap_or(false),
            password_chars: bounded(
                "--password-chars",
                layer.password_chars.unwrap_or(limits::PASSWORD_CHARS),
                limits::PASSWORD_CHARS_FLOOR..=64,
                "8 to 64",
            )?,
            hash_cost: HashCost {
                memory_kib: memory_mib * 1024,
                passes: if memory_mib < 46 { 2 } else { 3 },
            },
            limits: Limits {
                connections: positive("--max-connections", layer.max_connections, 16_384)?,
                connections_per_ip: positive(
                    "--max-connections-per-ip",
                    layer.max_connections_per_ip,
                    100,
                )?,
                connections_per_user: positive(
                    "--max-connections-per-user",
                    layer.max_connections_per_user,
                    32,
                )?,
                waiting_for_hello: 1_000,
                frames_per_second: positive("--frames-per-second", layer.frames_per_second, 50)?,
                messages_per_second: positive(
                    "--messages-per-second",
                    layer.messages_per_second,
                    5,
                )?,
                // On a person's own machine there is nobody to keep out.
                sign_ins_per_minute: layer.sign_ins_per_minute.unwrap_or(if private {
                    0
                } else {
                    20
                }),
                sign_ups_per_hour: layer
                    .sign_ups_per_hour
                    .unwrap_or(if private { 0 } else { 20 }),
            },
            timing: Timing::default(),
            log: layer.log.unwrap_or_else(|| "info".to_owned()),
            log_format: layer.log_format.unwrap_or_default(),
        };
        config.check(layer.insecure_http.unwrap_or(false))?;
        Ok(config)
    }

    /// The rules that concern more than one setting.
    fn check(&self, insecure_http: bool) -> Result<(), ConfigError> {
        let listen = self.listen;
        let secure = self
            .public_urls
            .iter()
            .filter(|url| url.is_secure())
            .count();
        if secure != 0 && secure != self.public_urls.len() {
            return Err(ConfigError::MixedPublicUrls);
        }
        if listen.ip().is_loopback() {
            return Ok(());
        }
        if self.demo {
            return Err(ConfigError::DemoInPublic { listen });
        }
        let behind_tls = secure != 0 && !self.trusted_proxies.is_empty();
        if !behind_tls && !insecure_http {
            return Err(ConfigError::PlainHttp { listen });
        }
        if self.public_urls.is_empty() {
            return Err(ConfigError::NoPublicUrl { listen });
        }
        Ok(())
    }

    /// Passwords travel unprotected between machines.
    pub fn is_insecure(&self) -> bool {
        !self.listen.ip().is_loopback() && !self.public_urls.iter().any(Origin::is_secure)
    }
}

fn bounded<N: Copy + PartialOrd + TryInto<u64>>(
    name: &'static str,
    value: N,
    allowed: std::ops::RangeInclusive<N>,
    words: &'static str,
) -> Result<N, ConfigError> {
    if allowed.contains(&value) {
        Ok(value)
    } else {
        Err(ConfigError::OutOfBounds {
            name,
            value: value.try_into().unwrap_or(u64::MAX),
            allowed: words,
        })
    }
}

fn positive<N: Copy + PartialOrd + Default + TryInto<u64>>(
    name: &'static str,
    value: Option<N>,
    default: N,
) -> Result<N, ConfigError> {
    match value.unwrap_or(default) {
        value if value > N::default() => Ok(value),
        _ => Err(ConfigError::OutOfBounds {
            name,
            value: 0,
            allowed: "at least 1",
        }),
    }
}
