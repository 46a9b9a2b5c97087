//! Who is signed in: one session per sign-in, which is one device.

use std::net::IpAddr;

use async_trait::async_trait;
use common::{
    ids::{DeviceId, UserId},
    time::Timestamp,
};

use super::{StoreError, account::Credential};

/// The SHA-256 of a session token. The token itself is never stored, so that a copy of the database signs nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The device it makes.
    pub device: DeviceId,
    /// Whose.
    pub user: UserId,
    /// By what it is found.
    pub token: TokenHash,
    /// What the device calls itself, cut to what a list shows.
    pub name: String,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub at: Timestamp,
}

/// A session as it is stored. Whether it has expired is for the service to say, which has the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The device.
    pub device: DeviceId,
    /// Whose.
    pub user: UserId,
    /// The device's name.
    pub name: String,
    /// From where it was opened.
    pub ip: Option<IpAddr>,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// The account is disabled: the session is worth nothing.
    pub disabled: bool,
}

/// Sessions.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for who has proven this credential. `false`, and nothing is opened, if the account has another one by now, is
    /// disabled, or is not there: so whoever changes a credential and *then* ends the sessions leaves none that the old one opened.
    async fn open_session(&self, new: NewSession, proven: Credential) -> Result<bool, StoreError>;

    /// The session with this token, expired or not.
    async fn session(&self, token: TokenHash) -> Result<Option<Session>, StoreError>;

    /// Notes that a session was used. Never moves `last_seen` back, so that a clock that jumped into the past shortens nothing.
    async fn touch_session(&self, device: DeviceId, at: Timestamp) -> Result<(), StoreError>;

    /// Ends the session with this token and returns what it was; `None` if there was none.
    async fn close_session(&self, token: TokenHash) -> Result<Option<Session>, StoreError>;

    /// Those of these devices that are signed in: that have a session, of an account that is not disabled. In any order.
    async fn signed_in(&self, devices: Vec<DeviceId>) -> Result<Vec<DeviceId>, StoreError>;

    /// The sessions of this person, expired or not, the last used first.
    async fn sessions(&self, user: UserId) -> Result<Vec<Session>, StoreError>;

    /// Ends the session of this person's device. `false` if this person has no such device.
    async fn close_device(&self, user: UserId, device: DeviceId) -> Result<bool, StoreError>;

    /// Ends every session of this person but one and returns their devices.
    async fn close_other_sessions(
        &self,
        user: UserId,
        kept: DeviceId,
    ) -> Result<Vec<DeviceId>, StoreError>;

    /// Ends every session of this person and returns their devices.
    async fn close_sessions(&self, user: UserId) -> Result<Vec<DeviceId>, StoreError>;
}
