//! The effective configuration, as `confab check-config` prints it: TOML that can be used as the file.

use std::fmt;

use common::protocol::v1::http::Registration;

use super::{Config, LogFormat};

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |items: Vec<String>| format!("{items:?}");
        writeln!(f, "listen = \"{}\"", self.listen)?;
        writeln!(f, "admin-listen = \"{}\"", self.admin_listen)?;
        writeln!(f, "data-dir = {:?}", self.data_dir.display().to_string())?;
        let registration = match self.registration {
            Registration::Open => "open",
            _ => "closed",
        };
        writeln!(f, "registration = \"{registration}\"")?;
        if !self.public_urls.is_empty() {
            let urls = self.public_urls.iter().map(ToString::to_string).collect();
            writeln!(f, "public-url = {}", list(urls))?;
        }
        if !self.trusted_proxies.is_empty() {
            let proxies = self.trusted_proxies.iter().map(ToString::to_string);
            writeln!(f, "trusted-proxy = {}", list(proxies.collect()))?;
        }
        writeln!(f, "demo = {}", self.demo)?;
        writeln!(f, "password-chars = {}", self.password_chars)?;
        let memory = self.hash_cost.memory_kib / 1024;
        writeln!(f, "password-memory-mib = {memory}")?;
        if self.is_insecure() {
            writeln!(f, "insecure-http = true")?;
        }
        let limits = &self.limits;
        writeln!(f, "max-connections = {}", limits.connections)?;
        writeln!(f, "max-connections-per-ip = {}", limits.connections_per_ip)?;
        writeln!(
            f,
            "max-connections-per-user = {}",
            limits.connections_per_user
        )?;
        writeln!(f, "frames-per-second = {}", limits.frames_per_second)?;
        writeln!(f, "messages-per-second = {}", limits.messages_per_second)?;
        writeln!(f, "sign-ins-per-minute = {}", limits.sign_ins_per_minute)?;
        writeln!(f, "sign-ups-per-hour = {}", limits.sign_ups_per_hour)?;
        writeln!(f, "log = {:?}", self.log)?;
        let format = match self.log_format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        };
        writeln!(f, "log-format = \"{format}\"")
    }
}
