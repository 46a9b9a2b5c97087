//! What is said over plain HTTP: who one is, before there is a socket.
//!
//! | call | body | answer |
//! |---|---|---|
//! | `GET /api/session` | – | 200 [`SessionInfo`] |
//! | `POST /api/register` | [`Register`] | 201 [`SignedIn`] |
//! | `POST /api/sign-in` | [`SignIn`] | 200 [`SignedIn`] |
//! | `POST /api/demo` | [`DemoSignIn`] | 200 [`SignedIn`], in a demo only |
//! | `POST /api/sign-out` | – | 204 |
//! | `GET /api/devices` | – | 200 [`Devices`] |
//! | `POST /api/devices/sign-out` | [`SignOutDevice`] | 204 |
//! | `POST /api/devices/sign-out-others` | – | 204 |
//! | `POST /api/password` | [`ChangePassword`] | 200 [`SignedIn`], under a new cookie; every other session ends |
//! | `POST /api/recovery-codes` | [`Confirm`] | 200 [`RecoveryCodes`], in place of earlier ones |
//! | `POST /api/recover` | [`Recover`] | 200 [`SignedIn`]; every other session ends |
//! | `POST /api/picture` | a PNG, JPEG or WebP image | 200 [`SignedIn`] |
//! | `POST /api/picture/remove` | – | 200 [`SignedIn`] |
//! | `GET /api/picture/{user}/{picture}` | – | 200 the image, for whoever may see it |
//!
//! Errors are an [`super::ApiError`] with the fitting status. Every `POST` needs [`REQUEST_HEADER`], JSON (a picture is an image)
//! and the site's own origin.

use core::fmt;

use serde::Serialize;

use crate::{
    ids::{DeviceId, UserId},
    json::Read,
    model::Profile,
    time::Timestamp,
};

/// The header that every `POST` carries. A page of another site cannot set it without asking first (CORS preflight), and is not answered.
pub const REQUEST_HEADER: (&str, &str) = ("x-confab", "1");

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Registration {
    /// Anyone who reaches the server.
    Open,
    /// Nobody: whoever runs the server makes the accounts.
    #[serde(other)]
    Closed,
}

/// What the app needs to know before anyone is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct SessionInfo {
    /// Who is signed in, if anyone.
    pub me: Option<Profile>,
    /// Who may make an account.
    pub registration: Registration,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
    /// People of the demo, to be signed in by one click; empty where there is no demo.
    #[serde(default)]
    pub demo: Vec<Profile>,
    /// The server's build. If it is not the app's own, the app is out of date.
    pub build: String,
}

/// Make an account and sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The unique name.
    pub username: String,
    /// The name that others see.
    pub name: String,
    /// The password.
    pub password: String,
}

/// Sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The unique name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// Sign in as one of the demo's people.
#[derive(Clone, Debug, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct DemoSignIn {
    /// Whom.
    pub user: UserId,
}

/// Signed in; the cookie came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct SignedIn {
    /// Who.
    pub me: Profile,
}

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Device {
    /// Which one.
    pub id: DeviceId,
    /// What it calls itself, such as "Firefox on Linux".
    pub name: String,
    /// The network address that it signed in from, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// When it signed in.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// It is the one that asks.
    pub current: bool,
}

/// The devices of the person who asks, the one that asks first, then the last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Devices {
    /// All of them.
    pub devices: Vec<Device>,
}

/// End the session of one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct SignOutDevice {
    /// Which one.
    pub device: DeviceId,
}

/// Set another password.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present one.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// Prove once more who one is.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The password.
    pub password: String,
}

/// New codes, each of which opens the account once. They are shown this once and stored as hashes.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
pub struct RecoveryCodes {
    /// The codes, [`crate::limits::RECOVERY_CODES`] of them.
    pub codes: Vec<String>,
}

/// Open the account with a recovery code and set another password.
#[derive(Clone, PartialEq, Eq, Serialize, Read)]
#[serde(deny_unknown_fields)]
pub struct Recover {
    /// The unique name.
    pub username: String,
    /// One of the codes; spaces, hyphens and case do not matter.
    pub code: String,
    /// The new password.
    pub password: String,
}

/// Shows that there is a secret, never which.
macro_rules! secret_debug {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
secret_debug!(ChangePassword Confirm RecoveryCodes Recover);

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
