//! Servers as processes of their own: started, waited for, measured, killed. None outlives the value that stands for it.

use std::{
    ffi::OsStr,
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::{failure::Failure, http};

/// How long a server may take until it is ready.
const START: Duration = Duration::from_secs(30);

/// How to start a Confab whose limits do not stand in the way of a test.
#[derive(Clone, Debug)]
pub struct Confab {
    /// The binary.
    pub binary: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// Where its log goes.
    pub log: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where it answers `/readyz`.
    pub admin: SocketAddr,
}

impl Confab {
    /// A Confab with its data under `folder`, on two free ports.
    pub fn new(binary: &Path, folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            binary: binary.to_owned(),
            data: folder.join("data"),
            log: folder.join("confab.log"),
            listen: free_address()?,
            admin: free_address()?,
        })
    }

    /// The arguments of `confab` itself. Hashing is as cheap as it may be, and one person or address may do what a whole town does.
    pub fn arguments(&self) -> Vec<String> {
        let data = self.data.display().to_string();
        let listen = self.listen.to_string();
        let admin = self.admin.to_string();
        [
            "serve",
            "--listen",
            &listen,
            "--admin-listen",
            &admin,
            "--data-dir",
            &data,
            "--registration",
            "open",
            "--password-chars",
            "8",
            "--password-memory-mib",
            "19",
            "--max-connections",
            "19000",
            "--max-connections-per-ip",
            "19000",
            "--max-connections-per-user",
            "19000",
            "--frames-per-second",
            "1000000",
            "--messages-per-second",
            "1000000",
            "--sign-ins-per-minute",
            "1000000",
            "--sign-ups-per-hour",
            "1000000",
            "--log",
            "warn",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Starts it, behind `before` (such as `taskset -c 0`), and waits until it says that it is ready.
    pub async fn start(&self, before: &[&str]) -> Result<Server, Failure> {
        let mut server = self.spawn(before, &[])?;
        server.wait_until_ready(self.admin).await?;
        Ok(server)
    }

    /// Starts it with these variables of the environment, and does not wait.
    pub fn spawn(&self, before: &[&str], environment: &[(&str, &str)]) -> Result<Server, Failure> {
        fs::create_dir_all(&self.data).map_err(Failure::while_doing("making a data folder"))?;
        let mut command = behind(before, &self.binary);
        command.args(self.arguments());
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_setting(name)) {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        Server::spawn(command, &self.log)
    }
}

/// A variable of whoever runs the test must not change the server that is tested.
fn is_setting(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with("CONFAB_")
}

/// `program`, started by the words before it.
pub fn behind(before: &[&str], program: &Path) -> Command {
    match before {
        [] => Command::new(program),
        [first, more @ ..] => {
            let mut command = Command::new(first);
            command.args(more).arg(program);
            command
        }
    }
}

/// An address on this machine that nobody listens on.
pub fn free_address() -> Result<SocketAddr, Failure> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map_err(Failure::while_doing("looking for a free port"))
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a command; what it prints is appended to `log`.
    pub fn spawn(mut command: Command, log: &Path) -> Result<Self, Failure> {
        let program = command.get_program().to_string_lossy().into_owned();
        let start = || {
            let output = File::options().create(true).append(true).open(log)?;
            command
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output)
                .spawn()
        };
        let child = { start }().map_err(Failure::while_doing(format!("starting {program}")))?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// SIGKILL: no handler, no flush, no farewell.
    pub fn kill(&mut self) {
        // Both fail only when it is over already.
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// Waits until `/readyz` at `admin` says so.
    pub async fn wait_until_ready(&mut self, admin: SocketAddr) -> Result<(), Failure> {
        let give_up = Instant::now() + START;
        while Instant::now() < give_up {
            if is_ready(admin).await {
                return Ok(());
            }
            if let Some(status) = self.ended() {
                return Err(self.failure(&format!("the server ended with {status}")));
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(self.failure("the server is not ready after 30 s"))
    }

    fn failure(&self, what: &str) -> Failure {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let mut last: Vec<_> = log.lines().rev().take(20).collect();
        last.reverse();
        Failure::Unexpected(format!("{what}; its log ends with:\n{}", last.join("\n")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether the server at this admin address says that it is ready.
pub async fn is_ready(admin: SocketAddr) -> bool {
    let answer = tokio::time::timeout(Duration::from_secs(1), http::get(admin, "/readyz")).await;
    matches!(answer, Ok(Ok(answer)) if answer.status == 200)
}
