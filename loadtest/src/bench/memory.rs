//! Private memory of the server per idle, authenticated connection: the slope between a thousand and ten thousand, so that what the
//! process needs anyway does not count.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_tungstenite::tungstenite::Message;

use super::{Depth, Setting, town::Town};
use crate::{
    adapter::{Adapter, Seen, confab},
    failure::Failure,
    generator::source,
    procfs,
    report::{self, Figure, Sense},
    socket::Socket,
};

const FEW: usize = 1_000;
const MANY: usize = 10_000;
/// Handshakes at once: below every server's bound on connections that have not said hello.
const AT_ONCE: usize = 64;
/// The budget of design and of `cargo xtask bench`, in KiB.
const BUDGET: f64 = 10.0;

pub(super) async fn measure(setting: &Setting, town: &Town) -> Result<Figure, Failure> {
    let settle = match setting.depth {
        Depth::Quick => Duration::from_secs(25),
        Depth::Full => Duration::from_mins(1),
    };
    report::say("private memory per idle connection");
    let server = town.how.start(&setting.cores.before_server()).await?;
    let adapter = town.adapter.clone();
    let adapter = Arc::new(adapter);
    let mut idle = JoinSet::new();
    connect(&adapter, 0..FEW, &mut idle).await?;
    sleep(Duration::from_secs(3)).await;
    let few = procfs::private_memory(server.pid())?;
    let start = Instant::now();
    connect(&adapter, FEW..MANY, &mut idle).await?;
    report::say(format_args!(
        "  {} connections in {:.1} s",
        MANY - FEW,
        start.elapsed().as_secs_f64()
    ));
    // A round of pings and answers goes over every connection, so that buffers that are made on first use are counted.
    sleep(settle).await;
    let many = procfs::private_memory(server.pid())?;
    if let Some(ended) = idle.try_join_next() {
        return Err(Failure::Unexpected(format!(
            "an idle connection was closed: {ended:?}"
        )));
    }
    report::say(format_args!(
        "  {} connections: {:.1} MiB, {}: {:.1} MiB",
        FEW,
        mebibytes(few),
        MANY,
        mebibytes(many)
    ));
    let connections = f64::from(u32::try_from(MANY - FEW).unwrap_or(u32::MAX));
    Ok(Figure {
        name: "private memory per idle connection",
        value: (mebibytes(many) - mebibytes(few)) * 1024.0 / connections,
        unit: "KiB",
        budget: BUDGET,
        sense: Sense::AtMost,
    })
}

async fn connect(
    adapter: &Arc<confab::Confab>,
    numbers: std::ops::Range<usize>,
    idle: &mut JoinSet<()>,
) -> Result<(), Failure> {
    let mut opening = JoinSet::new();
    for number in numbers {
        if opening.len() >= AT_ONCE {
            keep(opening.join_next().await, adapter, idle)?;
        }
        let adapter = Arc::clone(adapter);
        opening.spawn(async move { adapter.connect(number, source(number)).await });
    }
    while !opening.is_empty() {
        keep(opening.join_next().await, adapter, idle)?;
    }
    Ok(())
}

type Opened = Option<Result<Result<Socket, Failure>, tokio::task::JoinError>>;

/// Leaves an opened connection idle: it answers pings and says nothing else.
fn keep(
    opened: Opened,
    adapter: &Arc<confab::Confab>,
    idle: &mut JoinSet<()>,
) -> Result<(), Failure> {
    let mut socket = match opened {
        None => return Ok(()),
        Some(Ok(opened)) => opened?,
        Some(Err(error)) => return Err(Failure::Unexpected(format!("connecting: {error}"))),
    };
    let adapter = Arc::clone(adapter);
    idle.spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let seen = message
                .to_text()
                .map_or(Seen::Other, |text| adapter.read(text.as_bytes()));
            if seen == Seen::Ping && socket.send(Message::text(adapter.pong())).await.is_err() {
                return;
            }
        }
    });
    Ok(())
}

fn mebibytes(bytes: u64) -> f64 {
    // In KiB first: every size that fits a machine fits 32 bits then.
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}
