//! What a person decides for themselves: who learns what, and what may disturb.

use serde::Serialize;

use crate::{json::Read, time::Timestamp};

/// Whom something is shown to. Nobody sees more than these words say; a request that is not accepted shows nothing to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Circle {
    /// Everyone one talks with: both have accepted.
    Everyone,
    /// Those of them who are contacts.
    Contacts,
    /// Nobody. Also what a word of a newer version means: showing too little does no harm.
    #[serde(other)]
    Nobody,
}

/// Who learns what about a person. Each is mutual: what one does not show, one does not see of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(default)]
pub struct Privacy {
    /// Others see what was delivered and read.
    pub receipts: bool,
    /// Who sees that one types.
    pub typing: Circle,
    /// Who sees whether one is there, and the status.
    pub presence: Circle,
    /// Who sees when exactly one was last there; the others see it in steps of days.
    pub last_seen: Circle,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            receipts: true,
            typing: Circle::Everyone,
            presence: Circle::Everyone,
            last_seen: Circle::Everyone,
        }
    }
}

/// What may disturb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(default)]
pub struct Disturbance {
    /// A sound with a notification.
    pub sound: bool,
    /// A notification says who and what; otherwise only that there is something.
    pub preview: bool,
}

impl Default for Disturbance {
    fn default() -> Self {
        Self {
            sound: true,
            preview: true,
        }
    }
}

/// A person's settings that hold on every device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(default)]
pub struct AccountSettings {
    /// Who learns what.
    pub privacy: Privacy,
    /// What may disturb.
    pub disturbance: Disturbance,
}

/// Which messages of a conversation notify.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notify {
    /// None.
    None,
    /// Those that call on the person.
    Mentions,
    /// All.
    #[default]
    #[serde(other)]
    All,
}

/// A person's own settings for one conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(default)]
pub struct ConversationSettings {
    /// Others see here what was delivered and read; absent: as for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipts: Option<bool>,
    /// Others see here that one types; absent: as for the account. It can only hide more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typing: Option<bool>,
    /// Which messages notify.
    pub notify: Notify,
    /// Nothing notifies until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Timestamp>,
    /// The request was declined: the conversation is out of the list. The other is not told.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub declined: bool,
}

/// Why someone's messages should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportReason {
    /// Unwanted advertising.
    Spam,
    /// Insults or threats.
    Abuse,
    /// Someone else.
    #[serde(other)]
    Other,
}
