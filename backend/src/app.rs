//! The composition root: the only place that names the engine, the bus and the machine's clock, and puts the parts together.
//!
//! - [`accept`]: the listeners.
//! - [`command`]: what `confab` does besides serving.
//! - [`tending`]: what those who are connected are told.

mod accept;
mod command;
mod parts;
mod tending;

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    sync::Arc,
};

use axum::{Router, routing::get};
use tokio::{net::TcpListener, sync::Semaphore};

pub use accept::bind;
pub use command::perform;
pub use parts::Parts;

use crate::{
    config::{Config, Origin},
    edge::{ConnectionCaps, Site},
    http::{Admin, Front, admin_router, router},
    lifecycle::Lifecycle,
    store::sqlite::{BackupError, OpenError},
    telemetry,
    ws::{Meters, Sockets, upgrade},
};

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// The data cannot be used.
    #[error(transparent)]
    Data(#[from] OpenError),
    /// A backup was not made, or not put in place.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// An account's command was refused.
    #[error(transparent)]
    Refused(#[from] crate::service::ServiceError),
    /// Something with the terminal, or with the listeners.
    #[error("{doing}: {reason}")]
    Outside {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        reason: io::Error,
    },
    /// The server was asked whether it is ready, and did not answer.
    #[error(
        "no answer from http://{address}/readyz: {reason} (the server's --admin-listen says where it answers)"
    )]
    Unanswered {
        /// Where it was asked.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
    /// The server answers that it is not ready.
    #[error("the server is not ready, says http://{address}/readyz")]
    NotReady {
        /// Where it was asked.
        address: SocketAddr,
    },
}

/// The listeners of a server. The caller binds them, so that a test can bind port 0 and know the port.
pub struct Listeners {
    /// The app and its socket.
    pub public: TcpListener,
    /// Health and metrics.
    pub admin: TcpListener,
}

/// Runs a server until `stop` resolves and everything has come to an end. `ready` is called with the app's address when it is served.
pub async fn run(
    config: &Config,
    parts: Parts,
    listeners: Listeners,
    stop: impl Future<Output = ()>,
    ready: impl FnOnce(&str),
) -> Result<(), AppError> {
    let outside = |reason| AppError::Outside {
        doing: "reading the listener's address",
        reason,
    };
    let address = listeners.public.local_addr().map_err(outside)?;
    let life = Lifecycle::default();
    let site = Arc::new(Site::new(
        origins(config, address),
        config.trusted_proxies.clone(),
    ));
    let hub = parts.hub.clone();
    let services = parts.services.clone();
    tending::tend(&life, &parts, config.timing);
    life.spawn_service(telemetry::tend_metrics());
    let signs = Arc::clone(&services.signs);
    life.spawn_service(Arc::clone(&signs).run());
    let retention = Arc::clone(&services.retention);
    life.spawn_service(retention.run(config.timing.forget));

    let sockets = Arc::new(Sockets {
        services: services.clone(),
        hub: hub.clone(),
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
        site: Arc::clone(&site),
        timing: config.timing,
        limits: config.limits,
        life: life.clone(),
        waiting: Arc::new(Semaphore::new(config.limits.waiting_for_hello)),
        meters: Meters::default(),
    });
    let socket = Router::new().route("/ws", get(upgrade)).with_state(sockets);
    let front = Front {
        services: services.clone(),
        site: Arc::clone(&site),
        registration: config.registration,
        password_chars: config.password_chars,
        life: life.clone(),
    };
    let public = router(front, socket).await;
    let soft = life.soft.clone();
    let admin = admin_router(Admin {
        is_ready: Box::new(move || services.sync.is_writable() && !soft.is_cancelled()),
        metrics: Box::new(|| {
            telemetry::metrics().map_or_else(String::new, telemetry::Metrics::render)
        }),
    });
    let caps = ConnectionCaps::new(
        Arc::clone(&site),
        config.limits.connections,
        config.limits.connections_per_ip,
    );
    let admin_caps = ConnectionCaps::new(Arc::clone(&site), ADMIN_CONNECTIONS, ADMIN_CONNECTIONS);
    let head = config.timing.request_head;
    life.spawn(accept::serve(
        listeners.public,
        public,
        caps,
        life.clone(),
        head,
    ));
    life.spawn(accept::serve(
        listeners.admin,
        admin,
        admin_caps,
        life.clone(),
        head,
    ));

    let opened = site
        .origins()
        .first()
        .map_or_else(|| address.to_string(), Origin::to_string);
    ready(&opened);
    stop.await;
    tracing::info!("stopping");
    hub.stop();
    if !life.stop(config.timing.drain).await {
        tracing::info!("some connections did not end in time and were cut");
    }
    signs.note_seen().await;
    Ok(())
}

/// Scrapers and probes: a handful.
const ADMIN_CONNECTIONS: usize = 64;

/// The addresses that people open: as configured, or the listener's own, by number and, on this machine, by name.
fn origins(config: &Config, address: SocketAddr) -> Vec<Origin> {
    if !config.public_urls.is_empty() {
        return config.public_urls.clone();
    }
    let host = match address {
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    [host.as_str(), "localhost"]
        .into_iter()
        .map(|host| Origin::http(host, address.port()))
        .collect()
}

/// The line that whoever started the server waits for. Standard output, so that it is there whatever is logged.
pub fn announce(address: &str) {
    let mut out = io::stdout().lock();
    // Without a terminal or a pipe there is nobody to tell.
    let _ = writeln!(out, "Confab is ready at {address}").and_then(|()| out.flush());
}
