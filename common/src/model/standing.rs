//! Where a person stands in a conversation: state, of which only the latest value counts. It has no part in `rev`.

use serde::Serialize;

use super::settings::ConversationSettings;
use crate::{
    ids::{DeviceId, UserId},
    json::Read,
    seq::Seq,
    time::Timestamp,
};

/// How far a person has read, on any of their devices. Places never go back: of two values the greater is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Cursor {
    /// The last entry read.
    pub read_seq: Seq,
    /// The person marked the conversation as unread. It shows a dot and moves nothing; reading or opening takes it away.
    #[serde(default)]
    pub marked_unread: bool,
    /// Which of two values of that mark is the later one.
    #[serde(default)]
    pub marked_ver: u64,
    /// Entries in `(read_seq, counted_to]` that count as unread, by [`crate::fold::counts`]; capped at [`crate::limits::UNREAD_CAP`].
    #[serde(default)]
    pub unread: u32,
    /// How many of those call on the person.
    #[serde(default)]
    pub mentions: u32,
    /// The last entry that was looked at for these counts.
    #[serde(default)]
    pub counted_to: Seq,
}

/// How far someone else has received and read, as far as this viewer may know. Places never go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Receipt {
    /// Who.
    pub user: UserId,
    /// The last entry that is known to have reached one of their devices.
    pub recv_seq: Seq,
    /// The last entry that they let others know they have read.
    pub shown_seq: Seq,
    /// When `recv_seq` moved last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recv_at: Option<Timestamp>,
    /// When `shown_seq` moved last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Timestamp>,
}

/// What someone began to write in one place and did not send: on another device, or in another tab of this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct SavedDraft {
    /// On which device.
    pub device: DeviceId,
    /// What the device calls itself.
    pub device_name: String,
    /// The text; empty where what was begun has been sent or deleted.
    pub text: String,
    /// The entry it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
    /// Counts up with every change of a draft of this conversation on any device.
    pub ver: u64,
    /// When it was saved.
    pub at: Timestamp,
}

/// Where a person stands in a conversation: everything that is state there. The whole replaces what is held, but for places, which never go
/// back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Standing {
    /// How far they have read.
    pub cursor: Cursor,
    /// How far the others have got, as far as the person may know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    /// The person's settings for it.
    #[serde(default)]
    pub settings: ConversationSettings,
    /// What their devices began to write, by `ver`; the last is the latest. More than one: they were written without knowing of each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<SavedDraft>,
}
