//! How a person proves who they are, and what changes with it: each verb changes the credential and the sessions together, so that none is
//! left that the old one opened.

use std::fmt;

use async_trait::async_trait;
use common::{
    ids::{DeviceId, UserId},
    model::Profile,
};

use super::{
    StoreError,
    account::Credential,
    session::{NewSession, TokenHash},
};
use crate::domain::account::Skeleton;

/// The SHA-256 of a recovery code. The code itself is never stored, and it is too long to be guessed from this.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodeHash(pub [u8; 32]);

impl CodeHash {
    /// What no code has: looked for in place of what cannot be a code, so that looking costs the same.
    pub const NONE: Self = Self([0; 32]);
}

/// Shows nothing of it.
impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeHash(…)")
    }
}

/// Another password, from one of the person's own devices.
#[derive(Clone)]
pub struct PasswordChange {
    /// Whose.
    pub user: UserId,
    /// On which device; its session goes on.
    pub device: DeviceId,
    /// The token by which that is found from now on.
    pub token: TokenHash,
    /// The hash of the present password.
    pub old: String,
    /// The hash of the new one.
    pub new: String,
}

/// Credentials.
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// Sets another password, gives the session of the device another token and ends the others, whose devices it returns. `None`, and
    /// nothing is changed, if the account has another password by now, is disabled, or is not signed in there any more.
    async fn change_password(
        &self,
        change: PasswordChange,
    ) -> Result<Option<Vec<DeviceId>>, StoreError>;

    /// Replaces the recovery codes of who has proven this credential. `false`, and nothing is changed, if it is another one by now, or the
    /// account is disabled.
    async fn set_recovery_codes(
        &self,
        user: UserId,
        proven: Credential,
        codes: Vec<CodeHash>,
    ) -> Result<bool, StoreError>;

    /// The enabled account whose username looks like this and that has this recovery code.
    async fn recoverable(
        &self,
        skeleton: Skeleton,
        code: CodeHash,
    ) -> Result<Option<Profile>, StoreError>;

    /// Uses up a recovery code of the session's user: sets another password, ends every session, whose devices it returns, and opens this
    /// one. `None`, and nothing is changed, if there is no such code (any more), or the account is disabled.
    async fn recover(
        &self,
        code: CodeHash,
        phc: String,
        session: NewSession,
    ) -> Result<Option<Vec<DeviceId>>, StoreError>;
}
