//! Who a person is: to others, and to themselves.

use serde::Serialize;

use super::{presence::Choice, settings::AccountSettings};
use crate::{
    ids::{PictureId, UserId},
    json::Read,
    validate::{DisplayName, Username},
};

/// What everyone who may see a person sees. State of the person, never copied into messages: a new name shows in old messages too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Profile {
    /// Which person.
    pub id: UserId,
    /// The unique name, as the person typed it.
    pub username: Username,
    /// The name to show.
    pub name: DisplayName,
    /// The picture, where there is one and this viewer may see it; otherwise one is drawn from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureId>,
}

/// A person's own account, beyond the profile that others see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Account {
    /// Settings that hold on every device.
    pub settings: AccountSettings,
    /// What the person chose to be shown as.
    pub choice: Choice,
    /// The person's contacts.
    #[serde(default)]
    pub contacts: Vec<Profile>,
    /// The people whom the person blocked.
    #[serde(default)]
    pub blocked: Vec<Profile>,
}
