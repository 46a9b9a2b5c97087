//! What one source says: everything may be missing.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use common::protocol::v1::http::Registration;
use serde::{Deserialize, Deserializer, de};

use super::{ConfigError, LogFormat, Network, Origin};

/// The settings as one source gives them. The command line and the environment fill one (clap knows both), the file another; [`Self::or`]
/// lays one over the other. In the file a setting has the flag's name.
#[derive(Clone, Debug, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Layer {
    /// Where the app and its socket are served [default: 127.0.0.1:8080]
    #[arg(long, env = "CONFAB_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Where /healthz, /readyz and /metrics are served; keep it away from the internet [default: 127.0.0.1:9090]
    #[arg(long, env = "CONFAB_ADMIN_LISTEN", value_name = "ADDRESS:PORT")]
    pub admin_listen: Option<SocketAddr>,
    /// The folder that holds everything worth a backup [default: data]
    #[arg(long, env = "CONFAB_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Who may make an account: open or closed [default: closed]
    #[arg(long, env = "CONFAB_REGISTRATION", value_parser = registration, value_name = "open|closed")]
    #[serde(deserialize_with = "registration_in_file")]
    pub registration: Option<Registration>,
    /// An address that people open, exactly; repeat it or separate by commas [default: the listener's own]
    #[arg(
        long,
        env = "CONFAB_PUBLIC_URL",
        value_delimiter = ',',
        value_name = "URL"
    )]
    pub public_url: Option<Vec<Origin>>,
    /// A proxy whose X-Forwarded-For is believed; repeat it or separate by commas [default: none]
    #[arg(
        long,
        env = "CONFAB_TRUSTED_PROXY",
        value_delimiter = ',',
        value_name = "ADDRESS|NETWORK"
    )]
    pub trusted_proxy: Option<Vec<Network>>,
    /// Offer John, Mary and Mike by one click, without passwords; on this machine only
    #[arg(long, env = "CONFAB_DEMO", num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "true|false")]
    pub demo: Option<bool>,
    /// The least length of a new password, 8 to 64 characters; under 15 is a risk [default: 15]
    #[arg(long, env = "CONFAB_PASSWORD_CHARS", value_name = "NUMBER")]
    pub password_chars: Option<usize>,
    /// Memory for one password hash, 19 to 1024 MiB [default: 64]
    #[arg(long, env = "CONFAB_PASSWORD_MEMORY_MIB", value_name = "MIB")]
    pub password_memory_mib: Option<u32>,
    /// Serve plain HTTP to other machines: passwords can be read on the way
    #[arg(long, env = "CONFAB_INSECURE_HTTP", num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "true|false")]
    pub insecure_http: Option<bool>,
    /// Connections in all [default: 16384]
    #[arg(long, env = "CONFAB_MAX_CONNECTIONS", value_name = "NUMBER")]
    pub max_connections: Option<usize>,
    /// Connections from one address (IPv6: from one /64) [default: 100]
    #[arg(long, env = "CONFAB_MAX_CONNECTIONS_PER_IP", value_name = "NUMBER")]
    pub max_connections_per_ip: Option<usize>,
    /// Sockets of one person [default: 32]
    #[arg(long, env = "CONFAB_MAX_CONNECTIONS_PER_USER", value_name = "NUMBER")]
    pub max_connections_per_user: Option<usize>,
    /// Frames a second from one WebSocket; beyond it the server reads more slowly [default: 50]
    #[arg(long, env = "CONFAB_FRAMES_PER_SECOND", value_name = "NUMBER")]
    pub frames_per_second: Option<u32>,
    /// Messages a second of one person, and six times as many at once [default: 5]
    #[arg(long, env = "CONFAB_MESSAGES_PER_SECOND", value_name = "NUMBER")]
    pub messages_per_second: Option<u32>,
    /// Sign-ins a minute from one address; 0 is any number [default: 20; any on 127.0.0.1 without --public-url]
    #[arg(long, env = "CONFAB_SIGN_INS_PER_MINUTE", value_name = "NUMBER")]
    pub sign_ins_per_minute: Option<u32>,
    /// New accounts an hour from one address; 0 is any number [default: 20; any on 127.0.0.1 without --public-url]
    #[arg(long, env = "CONFAB_SIGN_UPS_PER_HOUR", value_name = "NUMBER")]
    pub sign_ups_per_hour: Option<u32>,
    /// What is logged, in tracing's filter syntax [default: info]
    #[arg(long, env = "CONFAB_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// How it is logged: text or json [default: text]
    #[arg(long, env = "CONFAB_LOG_FORMAT", value_enum, value_name = "text|json")]
    pub log_format: Option<LogFormat>,
}

impl Layer {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|reason| ConfigError::Unreadable {
            path: path.to_owned(),
            reason,
        })?;
        toml::from_str(&text).map_err(|reason| ConfigError::NotUnderstood {
            path: path.to_owned(),
            reason: reason.to_string(),
        })
    }

    /// This layer, and `under` where this one is silent.
    #[must_use]
    pub fn or(self, under: Self) -> Self {
        Self {
            listen: self.listen.or(under.listen),
            admin_listen: self.admin_listen.or(under.admin_listen),
            data_dir: self.data_dir.or(under.data_dir),
            registration: self.registration.or(under.registration),
            public_url: self.public_url.or(under.public_url),
            trusted_proxy: self.trusted_proxy.or(under.trusted_proxy),
            demo: self.demo.or(under.demo),
            password_chars: self.password_chars.or(under.password_chars),
            password_memory_mib: self.password_memory_mib.or(under.password_memory_mib),
            insecure_http: self.insecure_http.or(under.insecure_http),
            max_connections: self.max_connections.or(under.max_connections),
            max_connections_per_ip: self.max_connections_per_ip.or(under.max_connections_per_ip),
            max_connections_per_user: self
                .max_connections_per_user
                .or(under.max_connections_per_user),
            frames_per_second: self.frames_per_second.or(under.frames_per_second),
            messages_per_second: self.messages_per_second.or(under.messages_per_second),
            sign_ins_per_minute: self.sign_ins_per_minute.or(under.sign_ins_per_minute),
            sign_ups_per_hour: self.sign_ups_per_hour.or(under.sign_ups_per_hour),
            log: self.log.or(under.log),
            log_format: self.log_format.or(under.log_format),
        }
    }
}

fn registration_in_file<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Registration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    registration(&text).map(Some).map_err(de::Error::custom)
}

/// The wire's own type tolerates words that it does not know; a configuration must not.
fn registration(text: &str) -> Result<Registration, &'static str> {
    match text {
        "open" => Ok(Registration::Open),
        "closed" => Ok(Registration::Closed),
        _ => Err("registration is “open” or “closed”"),
    }
}
