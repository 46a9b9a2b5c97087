//! Who a person is to others.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PictureId, UserId},
    validate::{DisplayName, Username},
};

/// What everyone who may see a person sees. State of the person, never copied into messages: a new name shows in old messages too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
