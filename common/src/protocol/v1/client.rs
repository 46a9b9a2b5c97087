//! What a client says.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ConversationId, UserId},
    model::{Draft, ephemeral::TypingKind},
    seq::{Epoch, Rev, Seq, UserRev},
};

/// A client's number for a request; the answer carries it. Any number will do; clients count up.
pub type RequestId = u32;

/// A frame from a client: the number stands outside the body, so that a bad body still gets an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientFrame {
    /// The request's number.
    pub id: RequestId,
    /// What is said.
    pub body: ClientBody,
}

/// How far a client has got in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationHead {
    /// Which conversation.
    pub conv: ConversationId,
    /// The last change that the client has applied.
    pub rev: Rev,
}

/// The first frame: who speaks what, and how far it has got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// How far each held conversation was applied, at most [`crate::limits::HELLO_HEADS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ConversationHead>,
    /// The conversation on screen: it is caught up first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewing: Option<ConversationId>,
}

/// What a client says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// A frame of a newer client. Answered by `error` with `unsupported`.
    #[serde(other)]
    Unknown,
}
