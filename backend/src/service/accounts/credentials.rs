//! Another password, recovery codes, and coming in by one.

use common::validate::{Password, Username};

use super::{Accounts, Identity, Origin, ServiceError, SignedIn, Token, recovery_code};
use crate::{
    bus::{Envelope, Payload},
    domain::account::Skeleton,
    service::passwords::Comparison,
    store::{
        account::{Account, Credential},
        credential::{CodeHash, PasswordChange},
    },
};
use common::{
    ids::UserId,
    model::{Profile, SignedOutBecause},
};
use std::net::IpAddr;

impl Accounts {
    /// Sets another password for who knows the present one. The session that asks goes on under another token, and every other one ends.
    pub async fn change_password(
        &self,
        who: Identity,
        current: &str,
        new: &str,
        ip: Option<IpAddr>,
    ) -> Result<SignedIn, ServiceError> {
        let new = Password::parse(new, self.settings.password_chars)?;
        let (profile, old) = self.confirm(who.user, current, ip).await?;
        let new = self.passwords.hash(new, self.rim.entropy.bytes()).await?;
        let token = Token::draw(&*self.rim.entropy);
        let change = PasswordChange {
            user: who.user,
            device: who.device,
            token: token.digest(),
            old,
            new,
        };
        let ended = self.rim.store.change_password(change).await?;
        // The session has ended, or the password was changed by another, while this one was compared.
        let ended = ended.ok_or(ServiceError::WrongPassword)?;
        tracing::info!(user = %who.user, device = %who.device, "password changed");
        for device in ended {
            self.announce_end(who.user, device, SignedOutBecause::PasswordChanged);
        }
        self.rim.bus.publish(Envelope::new(
            vec![who.user],
            Payload::SessionRenewed {
                user: who.user,
                device: who.device,
            },
        ));
        Ok(SignedIn {
            profile,
            device: who.device,
            token,
        })
    }

    /// New recovery codes for who knows the password, in place of earlier ones. Nobody can be told them again.
    pub async fn make_recovery_codes(
        &self,
        who: Identity,
        password: &str,
        ip: Option<IpAddr>,
    ) -> Result<Vec<String>, ServiceError> {
        let (_, phc) = self.confirm(who.user, password, ip).await?;
        let (codes, hashes) = recovery_code::draw(&*self.rim.entropy);
        let stored = self
            .rim
            .store
            .set_recovery_codes(who.user, Credential::Password(phc), hashes);
        if !stored.await? {
            return Err(ServiceError::WrongPassword);
        }
        tracing::info!(user = %who.user, device = %who.device, "recovery codes made");
        Ok(codes)
    }

    /// Sets another password for who has a recovery code, which is used up, ends every session and opens one. An unknown name and a wrong code
    /// get the same answer after the same work.
    pub async fn recover(
        &self,
        username: &str,
        code: &str,
        password: &str,
        from: Origin,
    ) -> Result<SignedIn, ServiceError> {
        let password = Password::parse(password, self.settings.password_chars)?;
        // What can be no username is nobody's; it counts like any other.
        let username = Username::parse(username).map_err(|_| ServiceError::WrongCode)?;
        let skeleton = Skeleton::of(&username);
        let attempt = self.guard.may_sign_in(&skeleton, from.ip)?;
        let code = recovery_code::find(code).unwrap_or(CodeHash::NONE);
        let Some(profile) = self.rim.store.recoverable(skeleton, code).await? else {
            attempt.failed();
            return Err(ServiceError::WrongCode);
        };
        let phc = self
            .passwords
            .hash(password, self.rim.entropy.bytes())
            .await?;
        let (session, token) = self.draw_session(profile.id, &from);
        let device = session.device;
        let Some(ended) = self.rim.store.recover(code, phc, session).await? else {
            // Used by somebody else meanwhile.
            attempt.failed();
            return Err(ServiceError::WrongCode);
        };
        attempt.succeeded();
        tracing::info!(user = %profile.id, %device, "account recovered");
        for device in ended {
            self.announce_end(profile.id, device, SignedOutBecause::PasswordChanged);
        }
        Ok(SignedIn {
            profile,
            device,
            token,
        })
    }

    /// Proves once more that it is this person who asks; slowed down like signing in. Gives the hash that the password was compared with.
    async fn confirm(
        &self,
        user: UserId,
        password: &str,
        ip: Option<IpAddr>,
    ) -> Result<(Profile, String), ServiceError> {
        let account = self.rim.store.account(user).await?;
        let Some(Account {
            profile,
            credential,
            ..
        }) = account
        else {
            return Err(ServiceError::WrongPassword);
        };
        let attempt = self
            .guard
            .may_sign_in(&Skeleton::of(&profile.username), ip)?;
        // The demo's people have none, and what cannot be a password is nobody's.
        let (Credential::Password(phc), Ok(password)) = (credential, Password::given(password))
        else {
            attempt.failed();
            return Err(ServiceError::WrongPassword);
        };
        let compared = self.passwords.compare(password, Some(phc.clone())).await?;
        if compared == Comparison::Different {
            attempt.failed();
            return Err(ServiceError::WrongPassword);
        }
        attempt.succeeded();
        Ok((profile, phc))
    }
}
