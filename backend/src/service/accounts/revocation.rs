//! Finding out that somebody else ended a session: another process on the same database, whose news this server's bus does not carry.

use std::collections::HashSet;

use common::{
    ids::{DeviceId, UserId},
    model::SignedOutBecause,
};

use super::{Accounts, Identity, ServiceError};

/// What has become of a session since a connection was opened by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is as it was.
    SignedIn,
    /// It goes on under another token.
    Renewed,
    /// It is over.
    SignedOut(SignedOutBecause),
}

impl Accounts {
    /// A number that moves when another process has written to the store, as `confab user` does.
    pub async fn written_elsewhere(&self) -> Result<u64, ServiceError> {
        Ok(self.rim.store.written_elsewhere().await?)
    }

    /// Those of these devices that are signed in no longer, and why. (Age is not asked about: each connection's heartbeat does that.)
    pub async fn signed_out(
        &self,
        devices: &[(DeviceId, UserId)],
    ) -> Result<Vec<(DeviceId, UserId, SignedOutBecause)>, ServiceError> {
        let asked = devices.iter().map(|(device, _)| *device).collect();
        let still: HashSet<_> = self.rim.store.signed_in(asked).await?.into_iter().collect();
        let mut gone = Vec::new();
        for (device, user) in devices.iter().filter(|(device, _)| !still.contains(device)) {
            // What this server ended it announced itself. The commands end sessions in two ways, and the other one is a new password.
            let because = if self.is_disabled(*user).await? {
                SignedOutBecause::Disabled
            } else {
                SignedOutBecause::PasswordChanged
            };
            gone.push((*device, *user, because));
        }
        Ok(gone)
    }

    /// Looks again at the session by which a connection was opened.
    pub async fn look_again(&self, token: &str, who: Identity) -> Result<Standing, ServiceError> {
        if self.authenticate(token).await? == Some(who) {
            return Ok(Standing::SignedIn);
        }
        if self.is_disabled(who.user).await? {
            return Ok(Standing::SignedOut(SignedOutBecause::Disabled));
        }
        let by_age = match super::tokens::digest(token) {
            Some(hash) => self.rim.store.session(hash).await?.is_some(),
            None => false,
        };
        let there = self.rim.store.signed_in(vec![who.device]).await?;
        Ok(if by_age || there.is_empty() {
            Standing::SignedOut(SignedOutBecause::Ended)
        } else {
            Standing::Renewed
        })
    }

    async fn is_disabled(&self, user: UserId) -> Result<bool, ServiceError> {
        let account = self.rim.store.account(user).await?;
        Ok(account.is_none_or(|account| account.disabled.is_some()))
    }
}
