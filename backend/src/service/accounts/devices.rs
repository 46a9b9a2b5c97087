//! Where a person is signed in, and ending that from elsewhere.

use common::{ids::DeviceId, model::SignedOutBecause};

use super::{Accounts, Identity, ServiceError};
pub use crate::store::session::Session as Device;

impl Accounts {
    /// The devices on which a person is signed in, the last used first.
    pub async fn devices(&self, who: Identity) -> Result<Vec<Device>, ServiceError> {
        let mut devices = self.rim.store.sessions(who.user).await?;
        devices.retain(|device| !self.has_expired(device));
        Ok(devices)
    }

    /// Ends the session of one of the person's devices. One that is not theirs is like one that does not exist.
    pub async fn sign_out_device(
        &self,
        who: Identity,
        device: DeviceId,
    ) -> Result<(), ServiceError> {
        if !self.rim.store.close_device(who.user, device).await? {
            return Err(ServiceError::NotFound);
        }
        self.announce_end(who.user, device, SignedOutBecause::Revoked);
        Ok(())
    }

    /// Ends every session of the person but the one that asks.
    pub async fn sign_out_others(&self, who: Identity) -> Result<(), ServiceError> {
        let store = &self.rim.store;
        for device in store.close_other_sessions(who.user, who.device).await? {
            self.announce_end(who.user, device, SignedOutBecause::Revoked);
        }
        Ok(())
    }
}
