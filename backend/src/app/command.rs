//! What `confab` does when it is called.

use std::{
    io::{self, BufRead as _, Read as _, Write as _},
    iter,
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use super::{
    AppError, Listeners, Parts, announce, bind,
    parts::{fresh_epoch, open_store},
    run,
};
use crate::{
    config::{Command, Config, UserCommand},
    lifecycle,
    store::{
        account::Account,
        people::Reported,
        sqlite::{Sharing, back_up, check, restore},
    },
    telemetry,
};

/// Does what was asked.
pub async fn perform(command: Command, config: Config) -> Result<(), AppError> {
    match command {
        Command::Serve(_) => serve(config).await,
        Command::Migrate(_) => {
            open_store(&config.data_dir, Sharing::Setup)?;
            say("The database is up to date.")
        }
        Command::Backup { file, .. } => {
            back_up(&config.data_dir, &file)?;
            say(&format!("The backup is complete: {}", file.display()))
        }
        Command::Restore { file, .. } => {
            restore(&config.data_dir, &file, fresh_epoch())?;
            let folder = config.data_dir.display();
            say(&format!("{folder} holds the backup's data now."))
        }
        Command::Reports(_) => reports(&config).await,
        Command::User { verb } => user(verb, &config).await,
        Command::Check(_) => {
            check(&config.data_dir)?;
            say("The database is sound.")
        }
        Command::CheckConfig(_) => say(config.to_string().trim_end()),
        Command::Healthcheck(_) => healthcheck(config.admin_listen),
    }
}

async fn serve(config: Config) -> Result<(), AppError> {
    // Before anything that counts.
    telemetry::metrics();
    if config.is_insecure() {
        tracing::warn!(
            "plain HTTP to other machines: passwords and messages can be read on the way"
        );
    }
    // Both before the data: a second server on the same ports must not touch the first one's.
    let listeners = Listeners {
        public: bind(config.listen)?,
        admin: bind(config.admin_listen)?,
    };
    let parts = Parts::open(&config, Sharing::Server).await?;
    run(
        &config,
        parts,
        listeners,
        lifecycle::stop_signal(),
        announce,
    )
    .await
}

async fn user(verb: UserCommand, config: &Config) -> Result<(), AppError> {
    let accounts = Arc::clone(
        &Parts::open(config, Sharing::Command)
            .await?
            .services
            .accounts,
    );
    match verb {
        UserCommand::Add { username, name, .. } => {
            let name = name.as_ref().unwrap_or(&username);
            let id = accounts.add(&username, name, &password()?).await?;
            say(&format!("{username} has an account: {id}"))
        }
        UserCommand::List { .. } => table(ACCOUNTS, accounts.list().await?.iter().map(line)),
        UserCommand::Disable { username, .. } => {
            accounts.disable(&username).await?;
            say(&format!(
                "{username} is shut out; open connections end within a second."
            ))
        }
        UserCommand::Enable { username, .. } => {
            accounts.enable(&username).await?;
            say(&format!("{username} may sign in again."))
        }
        UserCommand::ResetPassword { username, .. } => {
            accounts.reset_password(&username, &password()?).await?;
            say(&format!(
                "{username} has a new password and is signed out everywhere within a second."
            ))
        }
    }
}

async fn reports(config: &Config) -> Result<(), AppError> {
    let parts = Parts::open(config, Sharing::Command).await?;
    let reports = parts.services.people.list_reports().await?;
    table(REPORTS, reports.iter().map(report_line))
}

/// The columns of the list of accounts.
const ACCOUNTS: &str = "id\tusername\tstate\tname";
/// The columns of the list of reports.
const REPORTS: &str = "when\treason\tby\tabout\twords\tmessage";

/// Says a list, under the names of its columns, parted by tabs: an empty one says that it is.
fn table(head: &str, lines: impl Iterator<Item = String>) -> Result<(), AppError> {
    let lines: Vec<String> = iter::once(head.to_owned()).chain(lines).collect();
    say(&lines.join("\n"))
}

/// A line under [`REPORTS`]. What people wrote is escaped: a terminal obeys control characters.
fn report_line(reported: &Reported) -> String {
    let Reported {
        report,
        by,
        others,
        text,
        when,
    } = reported;
    let names: Vec<&str> = others.iter().map(|other| other.username.as_str()).collect();
    let text = text.as_ref().map(|text| format!("{text:?}"));
    format!(
        "{when} UTC\t{:?}\t{}\t{}\t{:?}\t{}",
        report.reason,
        by.username,
        names.join(", "),
        report.note,
        text.unwrap_or_default()
    )
}

/// A line under [`ACCOUNTS`].
fn line(account: &Account) -> String {
    let state = match account.disabled {
        Some(_) => "disabled",
        None => "active",
    };
    let profile = &account.profile;
    format!(
        "{}\t{}\t{state}\t{}",
        profile.id, profile.username, profile.name
    )
}

/// The first line of standard input: not an argument, which every user of the machine could see.
fn password() -> Result<String, AppError> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|reason| AppError::Outside {
            doing: "reading the password from standard input",
            reason,
        })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn say(text: &str) -> Result<(), AppError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").map_err(|reason| AppError::Outside {
        doing: "writing to standard output",
        reason,
    })
}

/// Asks `/readyz`, with nothing but the standard library: it must also work where little else does.
fn healthcheck(admin: SocketAddr) -> Result<(), AppError> {
    const PATIENCE: Duration = Duration::from_secs(3);
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&admin, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(1_024).read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = ask().map_err(|reason| AppError::Unanswered {
        address: admin,
        reason,
    })?;
    if answer.starts_with("HTTP/1.1 200 ") {
        say("ready")
    } else {
        Err(AppError::NotReady { address: admin })
    }
}
