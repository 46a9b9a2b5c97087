//! What the server says.

use serde::Serialize;

use super::{ApiError, RequestId};
use crate::{
    ids::{ConnectionId, ConversationId, IdempotencyKey, UserId},
    json::Read,
    limits,
    model::{
        Account, Conversation, Cursor, Entry, Logged, LoggedForUser, Member, Presence, Preview,
        Profile, Receipt, SignedOutBecause, Standing, ephemeral::Typist, presence::Status,
    },
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
    time::Timestamp,
};

/// Numbers that the server sets and clients follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Config {
    /// How often the server pings, in milliseconds.
    pub ping_ms: u64,
    /// How often `typing` is repeated while a person types, in milliseconds.
    pub typing_keepalive_ms: u64,
    /// How long a person who types nothing still counts as typing, in milliseconds.
    #[serde(default = "typing_idle_ms")]
    pub typing_idle_ms: u64,
    /// How long a typing indicator lives without news, in milliseconds.
    pub typing_ttl_ms: u64,
    /// The longest text of a message, in bytes.
    pub message_bytes: usize,
    /// The largest frame from a client, in bytes.
    pub frame_bytes: usize,
    /// The largest page of history, in entries.
    pub history_entries: usize,
}

/// What a server that does not say it means.
fn typing_idle_ms() -> u64 {
    limits::TYPING_IDLE_MS
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ping_ms: limits::PING_MS,
            typing_keepalive_ms: limits::TYPING_KEEPALIVE_MS,
            typing_idle_ms: limits::TYPING_IDLE_MS,
            typing_ttl_ms: limits::TYPING_TTL_MS,
            message_bytes: limits::MESSAGE_BYTES,
            frame_bytes: limits::INBOUND_FRAME_BYTES,
            history_entries: limits::HISTORY_ENTRIES,
        }
    }
}

/// The answer to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Welcome {
    /// The version that is spoken from here on.
    pub version: u16,
    /// What the server offers beyond the core; see [`super::caps`].
    #[serde(default)]
    pub caps: Vec<String>,
    /// This connection's name.
    pub conn: ConnectionId,
    /// Who is signed in.
    pub me: Profile,
    /// The database's epoch. If it is not the client's, everything held is void.
    pub epoch: Epoch,
    /// The version of the person's private state as of the catch-up that follows.
    pub urev: UserRev,
    /// The version of everything of which only the latest value counts, as of the catch-up that follows.
    #[serde(default)]
    pub state: StateVer,
    /// The server's clock, so that times can be shown right where the client's clock is wrong.
    pub server_now: Timestamp,
    /// Numbers to follow.
    pub cfg: Config,
}

/// A conversation from scratch or in outline: what a holder cannot derive by events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Catch {
    /// Which one.
    pub conv: ConversationId,
    /// The people in it, so that names can be shown.
    pub people: Vec<Profile>,
    /// Where the person stands in it (capability `receipts`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// How much of it comes.
    pub state: CatchUp,
}

/// How much of a conversation comes in a catch-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum CatchUp {
    /// All that is needed to show it: replace what is held.
    Reset {
        /// The state, with the last [`limits::SNAPSHOT_ENTRIES`] entries.
        snapshot: Conversation,
    },
    /// The line for the list only; the body comes by `pull` when it is opened.
    Head {
        /// What kind.
        kind: crate::model::ConversationKind,
        /// Who is in it.
        members: Vec<Member>,
        /// Its version.
        rev: Rev,
        /// The place of its last entry.
        last_seq: Seq,
        /// Its last entry.
        preview: Option<Preview>,
    },
    /// A way that a newer server has; pull the conversation instead.
    #[serde(other)]
    Unknown,
}

/// Someone's presence (capability `presence`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
pub struct UserPresence {
    /// Who.
    pub user: UserId,
    /// Whether they are there.
    pub presence: Presence,
    /// Their words, where this viewer may see them.
    #[serde(default, skip_serializing_if = "Status::is_empty")]
    pub status: Status,
}

/// Someone, and when something reached them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Read)]
pub struct Witness {
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServerFrame {
    /// The answer to `hello`. The catch-up follows.
    Welcome(Welcome),
    /// A conversation's changes after `from`, in order, without a gap: in the catch-up, as the answer to `pull`, and live. Live it holds one
    /// change and is the same bytes for everyone.
    Delta {
        /// Which conversation.
        conv: ConversationId,
        /// The version before the first of `events`.
        from: Rev,
        /// The changes.
        events: Vec<Logged>,
    },
    /// A conversation from scratch or in outline.
    Conversation(Catch),
    /// The conversation is not, or no longer, the person's: forget it.
    Gone {
        /// Which one.
        conv: ConversationId,
    },
    /// Changes of the person's private state after `from`.
    UserDelta {
        /// The version before the first of `events`.
        from: UserRev,
        /// The changes.
        events: Vec<LoggedForUser>,
    },
    /// Everything missed has been sent; from here on it is live.
    CaughtUp,
    /// A message is in the log, durably. The same answer, but for `dup`, however often it is asked.
    Sent {
        /// The message's key.
        cid: IdempotencyKey,
        /// Where it is.
        conv: ConversationId,
        /// Its place.
        seq: Seq,
        /// The conversation's version with it.
        rev: Rev,
        /// When it was committed.
        server_ts: Timestamp,
        /// It had been there already.
        dup: bool,
    },
    /// A message was not stored.
    SendErr {
        /// The message's key.
        cid: IdempotencyKey,
        /// Why, and whether to try again.
        error: ApiError,
    },
    /// The answer to `history`: entries before the asked place, in order. Fewer than asked for means that the beginning was reached.
    History {
        /// The request's number.
        id: RequestId,
        /// Which conversation.
        conv: ConversationId,
        /// The entries.
        entries: Vec<Entry>,
        /// The first of them is the first that the person may see.
        start: bool,
    },
    /// The answer to `open_direct`.
    Opened {
        /// The request's number.
        id: RequestId,
        /// The conversation, from scratch.
        #[serde(flatten)]
        catch: Catch,
    },
    /// The answer to `find_people`.
    People {
        /// The request's number.
        id: RequestId,
        /// Who was found, best first, without the asker.
        users: Vec<Profile>,
    },
    /// A request was refused. (`send` is refused by `send_err`.)
    Error {
        /// The request's number; absent if it was not legible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<RequestId>,
        /// Why, and whether to try again.
        error: ApiError,
    },
    /// Are you there? Answer with `pong`.
    Ping,
    /// The answer to the client's `ping`.
    Pong,
    /// The server stops: reconnect after a delay of your own drawing, within this many milliseconds.
    GoAway {
        /// The longest delay, in milliseconds.
        within_ms: u32,
    },
    /// How far the others have got (capability `receipts`).
    Receipts {
        /// Which conversation.
        conv: ConversationId,
        /// Whose state changed.
        receipts: Vec<Receipt>,
    },
    /// How far the person has read, after a change on any of their devices (capability `receipts`).
    Cursor {
        /// Which conversation.
        conv: ConversationId,
        /// How far.
        #[serde(flatten)]
        cursor: Cursor,
    },
    /// Everyone who is typing in a conversation: replaces what was known (capability `typing`).
    TypingSet {
        /// Which conversation.
        conv: ConversationId,
        /// At most five of them.
        users: Vec<Typist>,
        /// How many more there are.
        more: u16,
    },
    /// Presence that changed (capability `presence`).
    Presence {
        /// Whose.
        users: Vec<UserPresence>,
    },
    /// Where the person stands in a conversation: in the catch-up where it changed, as the answer to `standing` and `save_draft`, and live when
    /// settings or drafts changed on another device (capability `receipts`).
    Standing {
        /// Which conversation.
        conv: ConversationId,
        /// Where.
        #[serde(flatten)]
        standing: Standing,
    },
    /// The person's own account: in the catch-up where it changed, and live (capability `people`). It replaces what was known.
    Account(Account),
    /// People who changed their name or picture (capability `people`).
    Profiles {
        /// Who they are now.
        users: Vec<Profile>,
    },
    /// The answer to `why`.
    Why {
        /// The request's number.
        id: RequestId,
        /// Which conversation.
        conv: ConversationId,
        /// The entry's place.
        seq: Seq,
        /// The conversation's version with it.
        rev: Rev,
        /// Its key.
        cid: IdempotencyKey,
        /// When it was committed.
        at: Timestamp,
        /// Whom it is known to have reached, as far as the person may know.
        received: Vec<Witness>,
        /// Who is known to have read it, likewise.
        read: Vec<Witness>,
    },
    /// What was asked is done.
    Done {
        /// The request's number.
        id: RequestId,
    },
    /// The session has ended; the connection is closed with [`super::close::SIGNED_OUT`] next.
    SignedOut {
        /// Why.
        because: SignedOutBecause,
    },
    /// A frame of a newer server.
    #[serde(other)]
    Unknown,
}
