//! `cargo xtask dev`: the server and `trunk serve` side by side, each rebuilt when its sources change.
//!
//! Trunk watches the app itself. The server is watched here, by looking at its sources twice a second: that needs no
//! library, works on every system and costs nothing that a person notices.

use std::{
    process::{Child, Command},
    thread,
    time::Duration,
};

use crate::{app, failure::Failure, process, say, server, setup, stamp, workspace};

/// What the server is made of.
const SOURCES: [&str; 4] = ["backend", "common/src", "Cargo.toml", "Cargo.lock"];
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs both until one of them cannot go on or Ctrl-C, which the terminal sends to all three.
pub(crate) fn run() -> Result<(), Failure> {
    setup::server()?;
    let compiler = setup::app()?;
    say::step("fetching dependencies", || app::fetch(&compiler))?;
    let mut seen = sources()?;
    let mut server = start_server();
    let mut trunk = Running::start(app::trunk(&compiler).args([
        "serve",
        "--offline",
        "--dist",
        "target/dev-dist",
    ]))?;
    say::line(&format!(
        "the app: http://127.0.0.1:8081 · the server: http://{}",
        server::LISTEN
    ));
    loop {
        thread::sleep(LOOK_EVERY);
        if let Some(ended) = trunk.ended()? {
            return Err(Failure::Step(format!("trunk serve ended with {ended}")));
        }
        let now = sources()?;
        if now != seen {
            seen = now;
            // The old one goes on serving until its successor has compiled, but their ports are the same.
            drop(server.take());
            server = start_server();
        }
    }
}

/// A source that does not compile stops the server, not the watch: the next change tries again.
fn start_server() -> Option<Running> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "backend", "--bin", "confab"]);
    say::step("building the server", || process::show(&mut cargo)).ok()?;
    let binary = workspace::target()
        .join("debug")
        .join(format!("confab{}", std::env::consts::EXE_SUFFIX));
    let mut confab = process::command(&binary.to_string_lossy());
    Running::start(confab.args(server::arguments(false, &[])))
        .inspect_err(say::failure)
        .ok()
}

fn sources() -> Result<String, Failure> {
    stamp::digest(&SOURCES.map(|path| workspace::root().join(path)), &[])
}

/// A program that is stopped when it is no longer wanted.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Result<Self, Failure> {
        let program = command.get_program().to_string_lossy().into_owned();
        command
            .spawn()
            .map(Self)
            .map_err(Failure::while_doing(format!("starting {program}")))
    }

    fn ended(&mut self) -> Result<Option<std::process::ExitStatus>, Failure> {
        self.0
            .try_wait()
            .map_err(Failure::while_doing("watching a program"))
    }
}

impl Drop for Running {
    /// Asks it to stop as a person would, so that the server closes its sockets and its database, and waits.
    fn drop(&mut self) {
        let asked = cfg!(unix)
            && process::capture(process::command("kill").arg(self.0.id().to_string())).is_some();
        if !asked {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}
