//! What the server was told: flags before environment before file before default, checked as a whole.
//!
//! [`Layer`] is what one source says, [`Config`] is what holds. Nothing here is secret; the first secret that comes gets a type whose
//! `Debug` shows nothing, and a `*_FILE` twin. To add a setting: a field in [`Layer`] (flag, environment and file at once), its default and
//! its check in [`Config::from_layers`], its line in `Config`'s `Display`, its row in the README's table, and its line in docs/confab.toml.

mod cli;
mod error;
mod layer;
mod network;
mod origin;
mod settings;
mod show;

pub use cli::{Cli, Command, UserCommand};
pub use error::ConfigError;
pub use layer::Layer;
pub use network::Network;
pub use origin::Origin;
pub use settings::{Config, HashCost, Limits, LogFormat, Timing};

#[cfg(test)]
mod tests;
