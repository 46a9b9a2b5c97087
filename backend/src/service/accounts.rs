//! Registering, signing in and out, and what an administrator does.
//!
//! - [`credentials`]: another password, recovery codes, and coming in by one.
//! - [`devices`]: where a person is signed in.
//! - [`revocation`]: sessions that another process has ended.

mod administration;
mod credentials;
mod devices;
mod recovery_code;
mod revocation;
mod tokens;

use std::net::IpAddr;

use common::{
    ids::{DeviceId, UserId},
    model::{Profile, SignedOutBecause},
    validate::{DisplayName, Password, Username},
};

pub use devices::Device;
pub use revocation::Standing;
pub use tokens::Token;

use super::{
    Rim, ServiceError, Settings,
    guard::Guard,
    passwords::{Comparison, Passwords},
};
use crate::{
    bus::{Envelope, Payload},
    domain::{account::Skeleton, device::device_name},
    store::{
        account::{Account, Credential, NewAccount},
        session::{NewSession, Session},
    },
};

/// Who there is and who is signed in.
pub struct Accounts {
    rim: Rim,
    settings: Settings,
    passwords: Passwords,
    guard: Guard,
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address, if it is known.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// Signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub profile: Profile,
    /// The device that this made.
    pub device: DeviceId,
    /// The secret that says so from now on. Shown once; only its digest is stored.
    pub token: Token,
}

/// Who a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub user: UserId,
    /// On which device.
    pub device: DeviceId,
}

/// `last_seen` is written at most this often per session: it is shown to the minute. A little less than that, so that who looks once a minute always
/// writes it.
const TOUCH_MS: u64 = 50_000;

impl Accounts {
    pub(super) fn new(rim: Rim, settings: Settings) -> Self {
        Self {
            passwords: Passwords::new(
                settings.password_cost,
                settings.password_workers,
                &*rim.entropy,
            ),
            guard: Guard::new(rim.clock.clone(), &settings.limits),
            rim,
            settings,
        }
    }

    /// Makes an account and signs in, where anyone may.
    pub async fn register(
        &self,
        username: &str,
        name: &str,
        password: &str,
        from: Origin,
    ) -> Result<SignedIn, ServiceError> {
        if !self.settings.open_registration {
            return Err(ServiceError::RegistrationClosed);
        }
        let username = Username::parse(username)?;
        let name = DisplayName::parse(name)?;
        let password = Password::parse(password, self.settings.password_chars)?;
        self.guard.may_sign_up(from.ip)?;
        let (profile, credential) = self.create(username, name, password).await?;
        let opened = self.open_session(profile, credential, from).await?;
        // Disabled, or given another password, within this moment.
        opened.ok_or(ServiceError::WrongCredentials)
    }

    /// Signs in. An unknown name, a wrong password, a disabled account and one without a password get the same answer after the same work.
    pub async fn sign_in(
        &self,
        username: &str,
        password: &str,
        from: Origin,
    ) -> Result<SignedIn, ServiceError> {
        // What can be no username or password is nobody's.
        let username = Username::parse(username).map_err(|_| ServiceError::WrongCredentials)?;
        let password = Password::given(password).map_err(|_| ServiceError::WrongCredentials)?;
        let skeleton = Skeleton::of(&username);
        let attempt = self.guard.may_sign_in(&skeleton, from.ip)?;
        // Comparing takes a while, in which the account may change; what was compared then proves nothing, so the account is read again.
        loop {
            let account = self.rim.store.account_named(skeleton.clone()).await?;
            let account = account.filter(|account| account.disabled.is_none());
            let stored = account
                .as_ref()
                .and_then(|account| match &account.credential {
                    Credential::Password(phc) => Some(phc.clone()),
                    Credential::Demo => None,
                });
            let compared = self
                .passwords
                .compare(password.clone(), stored.clone())
                .await?;
            let (Some(Account { profile, .. }), Some(stored), true) =
                (account, stored, compared != Comparison::Different)
            else {
                attempt.failed();
                return Err(ServiceError::WrongCredentials);
            };
            let proven = match compared {
                Comparison::SameButOutdated => {
                    self.hash_anew(profile.id, stored, &password).await?
                }
                _ => Some(stored),
            };
            if let Some(phc) = proven
                && let Some(signed_in) = self
                    .open_session(profile, Credential::Password(phc), from.clone())
                    .await?
            {
                attempt.succeeded();
                return Ok(signed_in);
            }
        }
    }

    /// Stores a hash of today's cost for the password that `old` was compared with, and gives it. `None` if the account has another hash by now.
    async fn hash_anew(
        &self,
        user: UserId,
        old: String,
        password: &Password,
    ) -> Result<Option<String>, ServiceError> {
        let salt = self.rim.entropy.bytes();
        let new = self.passwords.hash(password.clone(), salt).await?;
        let replaced = self
            .rim
            .store
            .replace_password(user, old, new.clone())
            .await?;
        Ok(replaced.then_some(new))
    }

    /// Signs in one of the demo's people, where there is a demo.
    pub async fn sign_in_demo(&self, user: UserId, from: Origin) -> Result<SignedIn, ServiceError> {
        let account = self.rim.store.account(user).await?;
        match account {
            Some(Account {
                profile,
                credential: Credential::Demo,
                disabled: None,
                ..
            }) if self.settings.demo => {
                let opened = self.open_session(profile, Credential::Demo, from).await?;
                opened.ok_or(ServiceError::NotFound)
            }
            _ => Err(ServiceError::NotFound),
        }
    }

    /// Ends the session of this token; its connections close. Nothing happens if there is none.
    pub async fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        let Some(hash) = tokens::digest(token) else {
            return Ok(());
        };
        if let Some(ended) = self.rim.store.close_session(hash).await? {
            self.announce_end(ended.user, ended.device, SignedOutBecause::Ended);
        }
        Ok(())
    }

    /// Who this token speaks for; `None` if for nobody, or no longer.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Identity>, ServiceError> {
        let Some(hash) = tokens::digest(token) else {
            return Ok(None);
        };
        let Some(session) = self.rim.store.session(hash).await? else {
            return Ok(None);
        };
        if session.disabled || self.has_expired(&session) {
            return Ok(None);
        }
        let now = self.rim.clock.now();
        if now.millis_since(session.last_seen) >= TOUCH_MS
            && let Err(error) = self.rim.store.touch_session(session.device, now).await
        {
            // Being there is what counts; noting it can wait.
            let error = ServiceError::from(error);
            tracing::debug!(%error, device = %session.device, "could not note that a session is used");
        }
        Ok(Some(Identity {
            user: session.user,
            device: session.device,
        }))
    }

    /// Who someone is to others.
    pub async fn profile(&self, user: UserId) -> Result<Option<Profile>, ServiceError> {
        let account = self.rim.store.account(user).await?;
        Ok(account.map(|account| account.profile))
    }

    /// Makes an account, and says how who has it proves it. Every way to an account leads through here.
    async fn create(
        &self,
        username: Username,
        name: DisplayName,
        password: Password,
    ) -> Result<(Profile, Credential), ServiceError> {
        let phc = self
            .passwords
            .hash(password, self.rim.entropy.bytes())
            .await?;
        let credential = Credential::Password(phc);
        let at = self.rim.clock.now();
        let id = UserId::new(at, self.rim.entropy.bytes());
        let new = NewAccount {
            id,
            username: username.clone(),
            name: name.clone(),
            credential: credential.clone(),
            at,
        };
        self.rim.store.create_account(new).await?;
        tracing::info!(user = %id, "account made");
        Ok((
            Profile {
                id,
                username,
                name,
                picture: None,
            },
            credential,
        ))
    }

    /// Opens a session for who has proven this credential; `None` if it is not this account's any more.
    async fn open_session(
        &self,
        profile: Profile,
        proven: Credential,
        from: Origin,
    ) -> Result<Option<SignedIn>, ServiceError> {
        let (session, token) = self.draw_session(profile.id, &from);
        let device = session.device;
        if !self.rim.store.open_session(session, proven).await? {
            return Ok(None);
        }
        tracing::info!(user = %profile.id, %device, "signed in");
        Ok(Some(SignedIn {
            profile,
            device,
            token,
        }))
    }

    /// A session that is not opened yet, and its token.
    fn draw_session(&self, user: UserId, from: &Origin) -> (NewSession, Token) {
        let at = self.rim.clock.now();
        let token = Token::draw(&*self.rim.entropy);
        let session = NewSession {
            device: DeviceId::new(at, self.rim.entropy.bytes()),
            user,
            token: token.digest(),
            name: device_name(from.user_agent.as_deref().unwrap_or_default()),
            ip: from.ip,
            at,
        };
        (session, token)
    }

    /// A session that has ended by age although it is still stored.
    fn has_expired(&self, session: &Session) -> bool {
        let now = self.rim.clock.now();
        let idle = u128::from(now.millis_since(session.last_seen));
        let age = u128::from(now.millis_since(session.created));
        idle >= self.settings.session_idle.as_millis()
            || age >= self.settings.session_lifetime.as_millis()
    }

    fn announce_end(&self, user: UserId, device: DeviceId, because: SignedOutBecause) {
        tracing::info!(%user, %device, ?because, "session ended");
        self.rim.signs.signed_out(user, device);
        self.rim.bus.publish(Envelope::new(
            vec![user],
            Payload::SessionEnded {
                user,
                device,
                because,
            },
        ));
    }
}
