//! What whoever runs the server does about accounts.

use common::{
    ids::UserId,
    model::SignedOutBecause,
    validate::{DisplayName, Password, Username},
};

use super::{Accounts, ServiceError};
use crate::{
    domain::account::Skeleton,
    store::account::{Account, Credential},
};

impl Accounts {
    /// Makes an account, whether registration is open or not.
    pub async fn add(
        &self,
        username: &str,
        name: &str,
        password: &str,
    ) -> Result<UserId, ServiceError> {
        let username = Username::parse(username)?;
        let name = DisplayName::parse(name)?;
        let password = Password::parse(password, self.settings.password_chars)?;
        let (profile, _) = self.create(username, name, password).await?;
        Ok(profile.id)
    }

    /// Every account, in the order of usernames.
    pub async fn list(&self) -> Result<Vec<Account>, ServiceError> {
        Ok(self.rim.store.accounts().await?)
    }

    /// The demo's people; empty where there is no demo.
    pub async fn demo_people(&self) -> Result<Vec<common::model::Profile>, ServiceError> {
        if !self.settings.demo {
            return Ok(Vec::new());
        }
        let accounts = self.list().await?.into_iter();
        let demo = accounts.filter(|account| account.credential == Credential::Demo);
        Ok(demo.map(|account| account.profile).collect())
    }

    /// Disables an account and ends its sessions; what it wrote stays.
    pub async fn disable(&self, username: &str) -> Result<(), ServiceError> {
        let id = self.named(username).await?;
        let at = self.rim.clock.now();
        self.rim.store.set_disabled(id, Some(at)).await?;
        self.end_sessions(id, SignedOutBecause::Disabled).await
    }

    /// Enables an account again.
    pub async fn enable(&self, username: &str) -> Result<(), ServiceError> {
        let id = self.named(username).await?;
        self.rim.store.set_disabled(id, None).await?;
        Ok(())
    }

    /// Sets another password, ends the account's sessions and makes its recovery codes void: whoever asks for this may not be the only one
    /// who knew them.
    pub async fn reset_password(&self, username: &str, password: &str) -> Result<(), ServiceError> {
        let id = self.named(username).await?;
        let password = Password::parse(password, self.settings.password_chars)?;
        let phc = self
            .passwords
            .hash(password, self.rim.entropy.bytes())
            .await?;
        self.rim.store.set_password(id, phc).await?;
        self.end_sessions(id, SignedOutBecause::PasswordChanged)
            .await
    }

    async fn named(&self, username: &str) -> Result<UserId, ServiceError> {
        let skeleton = Skeleton::of(&Username::parse(username)?);
        let account = self.rim.store.account_named(skeleton).await?;
        Ok(account.ok_or(ServiceError::NotFound)?.profile.id)
    }

    async fn end_sessions(
        &self,
        user: UserId,
        because: SignedOutBecause,
    ) -> Result<(), ServiceError> {
        for device in self.rim.store.close_sessions(user).await? {
            self.announce_end(user, device, because);
        }
        Ok(())
    }
}
