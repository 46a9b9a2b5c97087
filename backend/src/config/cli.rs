//! The command line.

use std::path::PathBuf;

use super::{Config, ConfigError, Layer};

/// The server of Confab.
#[derive(Debug, clap::Parser)]
#[command(name = "confab", version = crate::BUILD, about, disable_help_subcommand = true)]
pub struct Cli {
    /// A configuration file (TOML); flags and environment come before it
    #[arg(long, global = true, env = "CONFAB_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Run the server
    Serve(Layer),
    /// Bring the database to this version and end
    Migrate(Layer),
    /// Accounts, from the machine that holds the data
    User {
        /// What to do with them
        #[command(subcommand)]
        verb: UserCommand,
    },
    /// What people asked to be looked at, the latest first
    Reports(Layer),
    /// Copy the database into a new file, also while the server runs
    Backup {
        /// The file; it must not exist
        file: PathBuf,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// Put a backup into a data folder without a database; every client starts anew from it
    Restore {
        /// The backup
        file: PathBuf,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// Look for damage in every page of the database, also while the server runs
    Check(Layer),
    /// Say what the server would run with, and whether it may
    CheckConfig(Layer),
    /// Ask the running server whether it is ready; exit code 0 if it is
    Healthcheck(Layer),
}

/// What to do with accounts. Passwords are read from standard input, never from the arguments, which every user of the machine can see.
#[derive(Debug, clap::Subcommand)]
pub enum UserCommand {
    /// Make an account; its password is the first line of standard input
    Add {
        /// The unique name
        username: String,
        /// The name that others see [default: the username]
        #[arg(long)]
        name: Option<String>,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// List all accounts
    List {
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// Shut an account out and end its sessions
    Disable {
        /// The unique name
        username: String,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// Let a disabled account in again
    Enable {
        /// The unique name
        username: String,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
    /// Set a new password, the first line of standard input, and end all sessions
    ResetPassword {
        /// The unique name
        username: String,
        /// The settings
        #[command(flatten)]
        layer: Layer,
    },
}

impl Cli {
    /// The settings of whichever command was given, with the file's under them.
    pub fn settings(&self) -> Result<Config, ConfigError> {
        let layer = match &self.command {
            Command::Serve(layer)
            | Command::Migrate(layer)
            | Command::Reports(layer)
            | Command::Check(layer)
            | Command::CheckConfig(layer)
            | Command::Healthcheck(layer)
            | Command::Backup { layer, .. }
            | Command::Restore { layer, .. }
            | Command::User {
                verb:
                    UserCommand::Add { layer, .. }
                    | UserCommand::List { layer }
                    | UserCommand::Disable { layer, .. }
                    | UserCommand::Enable { layer, .. }
                    | UserCommand::ResetPassword { layer, .. },
            } => layer.clone(),
        };
        let file = match &self.config {
            Some(path) => Layer::read(path)?,
            None => Layer::default(),
        };
        Config::from_layer(layer.or(file))
    }
}
