//! Finding out that somebody else ended a session: another process on the same database, whose news this server's bus does not carry.

use std::collections::HashSet;

use common::ids::DeviceId;

use super::{Accounts, ServiceError};

impl Accounts {
    /// A number that moves when another process has written to the store, as `confab user` does.
    pub async fn written_elsewhere(&self) -> Result<u64, ServiceError> {
        Ok(self.rim.store.written_elsewhere().await?)
    }

    /// Those of these devices that are signed in no longer. (Age is not asked about: each connection's heartbeat does that.)
    pub async fn signed_out(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, ServiceError> {
        let still = self.rim.store.signed_in(devices.clone()).await?;
        let still: HashSet<_> = still.into_iter().collect();
        let gone = devices.into_iter().filter(|device| !still.contains(device));
        Ok(gone.collect())
    }
}
