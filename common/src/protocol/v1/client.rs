//! What a client says.

use serde::Serialize;

use crate::{
    ids::{ConversationId, UserId},
    json::Read,
    model::{
        AccountSettings, Choice, ConversationSettings, Draft, ephemeral::TypingKind,
        settings::ReportReason,
    },
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
};

/// A client's number for a request; the answer carries it. Any number will do; clients count up.
pub type RequestId = u32;

/// A frame from a client: the number stands outside the body, so that a bad body still gets an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct ClientFrame {
    /// The request's number.
    pub id: RequestId,
    /// What is said.
    pub body: ClientBody,
}

/// How far a client has got in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct ConversationHead {
    /// Which conversation.
    pub conv: ConversationId,
    /// The last change that the client has applied.
    pub rev: Rev,
}

/// The first frame: who speaks what, and how far it has got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
pub struct Hello {
    /// Protocol versions understood, any order.
    pub versions: Vec<u16>,
    /// Capabilities understood; see [`super::caps`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<String>,
    /// The client's build, for the server's metrics.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub build: String,
    /// The epoch that the cursors below belong to; absent on a first connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// How far the person's private state was applied.
    #[serde(default)]
    pub urev: UserRev,
    /// How far everything of which only the latest value counts was applied; absent on a first connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateVer>,
    /// How far each held conversation was applied, at most [`crate::limits::HELLO_HEADS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ConversationHead>,
    /// The conversation on screen: it is caught up first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewing: Option<ConversationId>,
}

/// How far one conversation was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct ReadMark {
    /// Which conversation.
    pub conv: ConversationId,
    /// The last entry read.
    pub upto: Seq,
}

/// What a client says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClientBody {
    /// Begin. Answered by `welcome`, the catch-up, `caught_up`.
    Hello(Hello),
    /// Append a message. Answered by `sent` or `send_err`.
    Send {
        /// Where to.
        conv: ConversationId,
        /// What, under which key.
        #[serde(flatten)]
        draft: Draft,
        /// What the sender had read when pressing send (capability `receipts`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read_upto: Option<Seq>,
    },
    /// Give me a conversation's changes after `from`. Answered by `delta`, `reset` or `gone`; `from` 0 asks for the whole.
    Pull {
        /// Which conversation.
        conv: ConversationId,
        /// The last change that is held.
        from: Rev,
    },
    /// Give me the changes of my private state after `from`. Answered by `user_delta`.
    PullUser {
        /// The last change that is held.
        from: UserRev,
    },
    /// Give me older entries. Answered by `history`.
    History {
        /// Which conversation.
        conv: ConversationId,
        /// Entries before this place.
        before: Seq,
        /// At most this many; [`crate::limits::HISTORY_ENTRIES`] at the most.
        limit: u16,
    },
    /// Open *the* private conversation with someone, making it if need be. Answered by `opened`.
    OpenDirect {
        /// With whom.
        user: UserId,
    },
    /// Find people by the beginning of a word of their name or username. Answered by `people`.
    FindPeople {
        /// What was typed.
        query: String,
    },
    /// Are you there? Answered by `pong`.
    Ping,
    /// The answer to the server's `ping`. Not answered.
    Pong,
    /// I have read up to here (capability `receipts`).
    Read {
        /// Which conversation.
        conv: ConversationId,
        /// The last entry read.
        upto: Seq,
    },
    /// This device has received up to here (capability `receipts`).
    Recv {
        /// Which conversation.
        conv: ConversationId,
        /// The last entry received.
        upto: Seq,
    },
    /// Show the conversation as unread, or no longer (capability `receipts`).
    MarkUnread {
        /// Which conversation.
        conv: ConversationId,
        /// Unread or not.
        on: bool,
    },
    /// I am typing, or no longer (capability `typing`).
    Typing {
        /// Where.
        conv: ConversationId,
        /// What is being prepared.
        kind: TypingKind,
        /// Begun or ended.
        on: bool,
    },
    /// The person became active or idle on this device (capability `presence`).
    Activity {
        /// Active or idle.
        active: bool,
    },
    /// The people whose presence is on screen (capability `presence`).
    Watch {
        /// Who, at most 200.
        users: Vec<UserId>,
    },
    /// I have read these up to there: all at once (capability `receipts`).
    ReadMany {
        /// Which, and how far; at most [`crate::limits::READ_MANY`].
        marks: Vec<ReadMark>,
    },
    /// Give me where I stand in a conversation. Answered by `standing` (capability `receipts`).
    Standing {
        /// Which conversation.
        conv: ConversationId,
    },
    /// Tell me what is known about one entry: its numbers, who received and read it, and when. Answered by `why` (capability `receipts`).
    Why {
        /// Which conversation.
        conv: ConversationId,
        /// Which entry.
        seq: Seq,
    },
    /// I want to talk with whoever wrote to me here first. Answered by `done` (capability `people`).
    Accept {
        /// Which conversation.
        conv: ConversationId,
    },
    /// Someone is a contact of mine, or no longer. Answered by `done` (capability `people`).
    Contact {
        /// Who.
        user: UserId,
        /// A contact or not.
        on: bool,
    },
    /// I want nothing from someone and show them nothing, or no longer so. Answered by `done` (capability `people`).
    Block {
        /// Who.
        user: UserId,
        /// Blocked or not.
        on: bool,
    },
    /// Someone's messages should be looked at by whoever runs the server. Answered by `done` (capability `people`).
    Report {
        /// Which conversation.
        conv: ConversationId,
        /// Which entry, if one in particular.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<Seq>,
        /// Why.
        reason: ReportReason,
        /// In words, at most [`crate::limits::REPORT_CHARS`] characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// My display name is this now. Answered by `done` (capability `people`).
    SetName {
        /// The name.
        name: String,
    },
    /// My settings are these now. Answered by `done` (capability `people`).
    SetSettings {
        /// All of them.
        settings: AccountSettings,
    },
    /// My settings for one conversation are these now. Answered by `done` (capability `people`).
    SetConversation {
        /// Which conversation.
        conv: ConversationId,
        /// All of them.
        settings: ConversationSettings,
    },
    /// I want to be shown as this. Answered by `done` (capability `presence`).
    SetChoice {
        /// As what.
        choice: Choice,
    },
    /// What this composer holds (capability `drafts`). Answered by `standing`, which has the draft's new number.
    SaveDraft {
        /// Which conversation.
        conv: ConversationId,
        /// The text; empty after sending or deleting it.
        text: String,
        /// The entry it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<Seq>,
        /// The latest number known when this was written; if there is a later one, both are kept.
        base: u64,
        /// The number of the draft that this goes on from, and whose place it takes in any case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
    },
    /// A frame of a newer client. Answered by `error` with `unsupported`.
    #[serde(other)]
    Unknown,
}
