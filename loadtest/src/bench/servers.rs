//! The two servers that are compared, with the same pairs of people on each.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use tokio::{
    net::TcpStream,
    time::{Instant, sleep},
};

use super::{
    Setting,
    town::{PAIRS, Town},
};
use crate::{
    adapter::floor,
    failure::Failure,
    generator::{Chorus, Measured, Pairs, Plan},
    machine,
    process::{self, Server},
    procfs,
};

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Confab,
    Floor,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Confab => "confab",
            Self::Floor => "floor",
        }
    }
}

/// Both servers, running, with the pairs connected.
pub(super) struct Servers {
    confab: (Server, Pairs),
    floor: (Server, Pairs),
}

/// A run's figures, and what it cost.
pub(super) struct Run {
    pub(super) measured: Measured,
    /// CPU time of the server.
    pub(super) cpu: Duration,
    /// The share of a core that this is: near one, the core is the limit; otherwise the disk is, or the machine did something else.
    pub(super) server: f64,
    /// The generator's share of its core; see [`Run::is_void`].
    pub(super) generator: f64,
    /// The share of the server's core that other processes took: with much of it a server falls behind although it seems to have time left,
    /// and no priority helps where the kernel shares a core between sessions first.
    pub(super) others: f64,
    /// The share of the machine that its host took away.
    pub(super) stolen: f64,
}

/// A generator that takes more than this share of its core measures itself.
const TOO_BUSY: f64 = 0.7;

impl Run {
    /// The generator was too busy: what was held may have been held late, and what was not may be its fault.
    pub(super) fn is_void(&self) -> bool {
        self.generator > TOO_BUSY
    }
}

impl Servers {
    pub(super) async fn start(setting: &Setting, town: &Town) -> Result<Self, Failure> {
        let before = setting.cores.before_server();
        let server = town.how.start(&before).await?;
        let confab = (server, Pairs::connect(town.adapter.clone(), PAIRS).await?);
        let (server, address) = start_floor(town.folder.path(), &before).await?;
        let pairs = Pairs::connect(floor::Floor { server: address }, PAIRS).await?;
        Ok(Self {
            confab,
            floor: (server, pairs),
        })
    }

    /// Carries out a plan on one of them.
    pub(super) async fn run(&mut self, side: Side, plan: Plan) -> Result<Run, Failure> {
        let (server, pairs) = match side {
            Side::Confab => &mut self.confab,
            Side::Floor => &mut self.floor,
        };
        run(server, pairs, plan, None).await
    }
}

/// Carries out a plan on a server.
pub(super) async fn run(
    server: &Server,
    pairs: &mut Pairs,
    plan: Plan,
    chorus: Option<Arc<Chorus>>,
) -> Result<Run, Failure> {
    let pid = server.pid();
    let me = std::process::id();
    let (cpu, own, stolen) = (procfs::cpu(pid)?, procfs::cpu(me)?, procfs::stolen()?);
    let core = procfs::only_core(pid)?;
    let busy = core.map(procfs::busy).transpose()?.unwrap_or_default();
    let start = Instant::now();
    let measured = pairs.run_with(plan, chorus).await?;
    let share = |time: Duration| time.as_secs_f64() / start.elapsed().as_secs_f64();
    let generator = share(procfs::cpu(me)?.saturating_sub(own));
    let cpu = procfs::cpu(pid)?.saturating_sub(cpu);
    let busy_now = core.map(procfs::busy).transpose()?.unwrap_or_default();
    Ok(Run {
        measured,
        server: share(cpu),
        others: share(busy_now.saturating_sub(busy).saturating_sub(cpu)),
        cpu,
        generator,
        stolen: machine::stolen_share(stolen, procfs::stolen()?),
    })
}

/// Starts the floor from this very program.
async fn start_floor(folder: &Path, before: &[&str]) -> Result<(Server, SocketAddr), Failure> {
    let program =
        std::env::current_exe().map_err(Failure::while_doing("looking for this program"))?;
    let listen = process::free_address()?;
    let mut command = process::behind(before, &program);
    command
        .args(["floor", "--listen", &listen.to_string(), "--data-dir"])
        .arg(folder);
    let server = Server::spawn(command, &folder.join("floor.log"))?;
    let give_up = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(listen).await.is_err() {
        if Instant::now() > give_up {
            return Err(Failure::Unexpected("the floor did not start".to_owned()));
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok((server, listen))
}
