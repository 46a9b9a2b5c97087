//! What is said over plain HTTP: who one is, before there is a socket.
//!
//! | call | body | answer |
//! |---|---|---|
//! | `GET /api/session` | – | 200 [`SessionInfo`] |
//! | `POST /api/register` | [`Register`] | 201 [`SignedIn`] |
//! | `POST /api/sign-in` | [`SignIn`] | 200 [`SignedIn`] |
//! | `POST /api/demo` | [`DemoSignIn`] | 200 [`SignedIn`], in a demo only |
//! | `POST /api/sign-out` | – | 204 |
//!
//! Errors are an [`super::ApiError`] with the fitting status. Every `POST` needs [`REQUEST_HEADER`], JSON and the site's own origin.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{ids::UserId, model::Profile};

/// The header that every `POST` carries. A page of another site cannot set it without asking first (CORS preflight), and is not answered.
pub const REQUEST_HEADER: (&str, &str) = ("x-confab", "1");

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The unique name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// Sign in as one of the demo's people.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSignIn {
    /// Whom.
    pub user: UserId,
}

/// Signed in; the cookie came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub me: Profile,
}

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
