//! The listeners: who is let in, how fast a request must be stated, and how a stop reaches each connection.
//!
//! Our own loop rather than `axum::serve`, which sets no time-out for a request's head: a slow sender would hold its socket for ever.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time::sleep,
};
use tower::ServiceExt as _;

use super::AppError;
use crate::{
    edge::{ConnectionCaps, ConnectionGuard},
    lifecycle::Lifecycle,
};

/// Connections that the system completes and keeps for us: a whole room that comes back at once. What it allows may be less
/// (`net.core.somaxconn`).
const BACKLOG: u32 = 4_096;

/// The largest request head that is read, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// The first and the longest wait after the system had no socket to give.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// Listens on this address.
pub fn bind(address: SocketAddr) -> Result<TcpListener, AppError> {
    let listen = || -> io::Result<TcpListener> {
        let socket = match address.ip() {
            IpAddr::V4(_) => TcpSocket::new_v4()?,
            IpAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // So that a restarted server gets its port although old connections linger.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listen().map_err(|reason| AppError::Listen { address, reason })
}

/// Takes connections until the soft stop.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    caps: ConnectionCaps,
    life: Lifecycle,
    head: Duration,
) {
    let mut back_off = BACK_OFF.0;
    loop {
        let accepted = tokio::select! {
            () = life.soft.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                back_off = BACK_OFF.0;
                let Some(guard) = caps.admit(peer.ip()) else {
                    metrics::counter!("confab_connections_refused_total").increment(1);
                    continue;
                };
                // Small frames are worth more than full packets.
                let _ = stream.set_nodelay(true);
                life.spawn(answer(stream, router.clone(), guard, life.clone(), head));
            }
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                // No file descriptors, most likely: those that are open go on, and some will close.
                tracing::warn!(%error, "cannot take connections for the moment");
                metrics::counter!("confab_accept_errors_total").increment(1);
                sleep(back_off).await;
                back_off = (back_off * 2).min(BACK_OFF.1);
            }
        }
    }
}

/// One connection that was gone before it was taken.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Answers the requests of one connection. A WebSocket leaves it and goes on by itself.
async fn answer(
    stream: TcpStream,
    router: Router,
    guard: ConnectionGuard,
    life: Lifecycle,
    head: Duration,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(guard.clone());
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // What goes wrong with one connection is that client's business; there is nothing to do about it and nothing to log.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = life.soft.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
