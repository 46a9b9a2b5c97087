//! How a session on one device comes to its end.

use serde::Serialize;

use crate::json::Read;

/// Why a session ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignedOutBecause {
    /// It was ended from another of the person's devices.
    Revoked,
    /// The password was changed, or the account recovered.
    PasswordChanged,
    /// The account was disabled.
    Disabled,
    /// It was signed out, has expired, or ended for a reason of a newer server.
    #[default]
    #[serde(other)]
    Ended,
}
