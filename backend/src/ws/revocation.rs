//! Closes the connections of sessions that have ended without this server being told: by age, or by another process.
//!
//! `confab user disable` works on the same database and cannot reach this server's bus. But the store knows when anybody else has written;
//! only then is everyone who is connected compared with the sessions that there are. A connection that comes in between looks for itself,
//! when it is greeted, after it has entered the hub; so none falls through.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use super::{request::Answer, upgrade::Sockets};
use crate::{
    hub::{Ended, Hub},
    service::{
        ServiceError, Services,
        accounts::{Identity, Standing},
    },
};

/// Sessions asked for at once: some milliseconds of one reader.
const BATCH: usize = 500;

/// Looks every `every`, for ever.
pub async fn watch_sessions(hub: Hub, services: Services, every: Duration) {
    // What was written before is seen by each connection that comes. Taken for news, it would have a session that is just being ended here
    // explained as somebody else's doing.
    let mut seen = services.accounts.written_elsewhere().await.ok();
    loop {
        sleep(every).await;
        match look(&hub, &services, seen).await {
            Ok(version) => seen = Some(version),
            // Looked at again the next time; what stays wrong is logged by whoever meets it in earnest.
            Err(error) => tracing::debug!(%error, "could not look for sessions that have ended"),
        }
    }
}

/// Looks once: ends what has ended, if another process has written since `seen`. Says what was seen now.
async fn look(hub: &Hub, services: &Services, seen: Option<u64>) -> Result<u64, ServiceError> {
    let accounts = &services.accounts;
    let version = accounts.written_elsewhere().await?;
    if seen == Some(version) {
        return Ok(version);
    }
    let users = hub.devices();
    let devices: Vec<_> = users.into_iter().collect();
    for devices in devices.chunks(BATCH) {
        for (device, user, because) in accounts.signed_out(devices).await? {
            hub.sign_out(user, device, because);
        }
    }
    Ok(version)
}

/// Heartbeats from one look at a connection's session to the next: a minute, at the usual pace.
const HEARTBEATS: u8 = 3;

/// When a connection looks at its session again. What ends sessions here is told, and what ends them elsewhere is seen by [`watch_sessions`]: what is
/// left is their age, which is counted in days, and that their use is noted once a minute.
#[derive(Debug, Default)]
pub(super) struct Looks {
    heartbeats: u8,
}

impl Looks {
    /// A heartbeat passed; whether to look.
    pub(super) fn is_due(&mut self) -> bool {
        self.heartbeats = (self.heartbeats + 1) % HEARTBEATS;
        self.heartbeats == 0
    }
}

/// Whether a connection's session still is one.
pub(super) async fn still_signed_in(
    sockets: Arc<Sockets>,
    who: Identity,
    token: Arc<str>,
) -> Answer {
    // If it cannot be told now, it can at the next heartbeat.
    let now = sockets.services.accounts.look_again(&token, who).await;
    match now.unwrap_or(Standing::SignedIn) {
        Standing::SignedIn => Answer::Nothing,
        Standing::Renewed => Answer::End(Ended::Renewed),
        Standing::SignedOut(because) => Answer::End(Ended::SignedOut(because)),
    }
}
