//! Closes the connections of sessions that another process has ended.
//!
//! `confab user disable` works on the same database and cannot reach this server's bus. But the store knows when anybody else has written;
//! only then is everyone who is connected compared with the sessions that there are. A connection that comes in between looks for itself,
//! when it is greeted, after it has entered the hub; so none falls through.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    hub::Hub,
    service::{ServiceError, Services},
};

/// Sessions asked for at once: some milliseconds of one reader.
const BATCH: usize = 500;

/// Looks every `every`, for ever.
pub async fn watch_sessions(hub: Hub, services: Services, every: Duration) {
    let mut seen = None;
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
    let devices: Vec<_> = users.keys().copied().collect();
    for devices in devices.chunks(BATCH) {
        for device in accounts.signed_out(devices.to_vec()).await? {
            if let Some(user) = users.get(&device) {
                hub.sign_out(*user, device);
            }
        }
    }
    Ok(version)
}
