//! The bare floor: the least that a durable one-to-one messenger on this stack can do, to measure Confab against in the same run.
//!
//! tokio-tungstenite with 4 KiB read buffers and NODELAY, rusqlite with one table, WAL and `synchronous=FULL`, one writer thread that
//! commits in groups. An acknowledgement leaves after the commit that holds its message, and so does the delivery to the one recipient.
//! No accounts, no membership, no idempotency, no history: whatever Confab costs more than this is the price of being a messenger.
//!
//! It is written to be fast, not to be beaten: one wake-up of the network thread per commit, frames of a socket leave in one write.

pub mod session;
pub mod wire;
pub mod writer;

use std::{io, net::SocketAddr, path::Path};

use tokio::net::{TcpListener, TcpSocket};
use tokio_util::task::TaskTracker;

use session::Switchboard;

/// Connections waiting to be accepted; tokio's own `bind` would take 128, which a storm of clients overflows.
const BACKLOG: u32 = 4096;

/// Serves until the process ends. Call it on a single-threaded runtime: one core is what Confab gets, too.
///
/// # Errors
/// The database or the listening socket could not be opened, or accepting failed for good.
pub async fn serve(
    listen: SocketAddr,
    data: &Path,
    ready: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let switchboard = Switchboard::default();
    let committed = switchboard.clone();
    let (jobs, mut commits) = writer::start(&data.join("floor.db"))?;
    let tasks = TaskTracker::new();
    tasks.spawn(async move {
        while let Some(batch) = commits.recv().await {
            committed.announce(batch);
        }
    });
    let listener = bind(listen)?;
    ready(listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tasks.spawn(session::run(stream, switchboard.clone(), jobs.clone()));
    }
}

fn bind(listen: SocketAddr) -> io::Result<TcpListener> {
    let socket = if listen.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(listen)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests;
