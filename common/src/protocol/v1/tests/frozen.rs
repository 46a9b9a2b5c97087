//! A copy of version 1's frames as they were on the day that it was fixed, with plain types. **Never edited**: a reader of that day knows
//! nothing of later optional fields and variants, and must still read everything that is written today.

#![expect(
    dead_code,
    reason = "the fields are there to be decoded, not to be read"
)]

use serde::Deserialize;

type Id = String;

#[derive(Deserialize)]
struct Envelope {
    id: u32,
    body: ClientBody,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum ClientBody {
    Hello {
        versions: Vec<u16>,
        caps: Option<Vec<String>>,
        build: Option<String>,
        epoch: Option<u32>,
        urev: u64,
        heads: Option<Vec<Head>>,
        viewing: Option<Id>,
    },
    Send {
        conv: Id,
        cid: Id,
        body: Body,
        reply_to: Option<u64>,
        files: Option<Vec<Id>>,
        mentions: Option<Vec<Id>>,
        read_upto: Option<u64>,
    },
    Pull {
        conv: Id,
        from: u64,
    },
    PullUser {
        from: u64,
    },
    History {
        conv: Id,
        before: u64,
        limit: u16,
    },
    OpenDirect {
        user: Id,
    },
    FindPeople {
        query: String,
    },
    Ping,
    Pong,
    Read {
        conv: Id,
        upto: u64,
    },
    Recv {
        conv: Id,
        upto: u64,
    },
    MarkUnread {
        conv: Id,
        on: bool,
    },
    Typing {
        conv: Id,
        kind: String,
        on: bool,
    },
    Activity {
        active: bool,
    },
    Watch {
        users: Vec<Id>,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct Head {
    conv: Id,
    rev: u64,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Body {
    Text {
        text: String,
    },
    Deleted,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct Entry {
    seq: u64,
    author: Id,
    at: u64,
    edited: Option<u64>,
    cid: Id,
    body: Body,
    reply_to: Option<u64>,
    files: Option<Vec<Id>>,
    mentions: Option<Vec<Id>>,
}

#[derive(Deserialize)]
struct Member {
    user: Id,
    join_seq: u64,
    leave_seq: Option<u64>,
}

#[derive(Deserialize)]
struct Profile {
    id: Id,
    username: String,
    name: String,
}

#[derive(Deserialize)]
struct Logged {
    rev: u64,
    event: Event,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Event {
    Created {
        kind: String,
        members: Vec<Member>,
    },
    Posted(Entry),
    Edited {
        seq: u64,
        body: Body,
        at: u64,
    },
    Deleted {
        seq: u64,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct LoggedForUser {
    urev: u64,
    event: UserEvent,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum UserEvent {
    Joined {
        conv: Id,
    },
    Left {
        conv: Id,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct Config {
    ping_ms: u64,
    typing_keepalive_ms: u64,
    typing_ttl_ms: u64,
    message_bytes: u64,
    frame_bytes: u64,
    history_entries: u64,
}

#[derive(Deserialize)]
struct Conversation {
    kind: String,
    members: Vec<Member>,
    rev: u64,
    last_seq: u64,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Preview {
    entry: Entry,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum CatchUp {
    Reset {
        snapshot: Conversation,
    },
    Head {
        kind: String,
        members: Vec<Member>,
        rev: u64,
        last_seq: u64,
        unread: Option<u32>,
        mentions: Option<u32>,
        preview: Option<Preview>,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct ApiError {
    code: String,
    message: String,
    retry: Retry,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Retry {
    SameKey {
        after_ms: u32,
    },
    #[serde(other)]
    Never,
}

#[derive(Deserialize)]
struct Receipt {
    user: Id,
    recv_seq: u64,
    shown_seq: u64,
}

#[derive(Deserialize)]
struct Typist {
    user: Id,
    kind: String,
}

#[derive(Deserialize)]
struct UserPresence {
    user: Id,
    presence: Presence,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Presence {
    Offline {
        seen: String,
    },
    Away,
    Online,
    Dnd,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum ServerFrame {
    Welcome {
        version: u16,
        caps: Vec<String>,
        conn: Id,
        me: Profile,
        epoch: u32,
        urev: u64,
        server_now: u64,
        cfg: Config,
    },
    Delta {
        conv: Id,
        from: u64,
        events: Vec<Logged>,
    },
    Conversation {
        conv: Id,
        people: Vec<Profile>,
        state: CatchUp,
    },
    Gone {
        conv: Id,
    },
    UserDelta {
        from: u64,
        events: Vec<LoggedForUser>,
    },
    CaughtUp,
    Sent {
        cid: Id,
        conv: Id,
        seq: u64,
        rev: u64,
        server_ts: u64,
        dup: bool,
    },
    SendErr {
        cid: Id,
        error: ApiError,
    },
    History {
        id: u32,
        conv: Id,
        entries: Vec<Entry>,
        start: bool,
    },
    Opened {
        id: u32,
        conv: Id,
        people: Vec<Profile>,
        state: CatchUp,
    },
    People {
        id: u32,
        users: Vec<Profile>,
    },
    Error {
        id: Option<u32>,
        error: ApiError,
    },
    Ping,
    Pong,
    GoAway {
        within_ms: u32,
    },
    Receipts {
        conv: Id,
        receipts: Vec<Receipt>,
    },
    Cursor {
        conv: Id,
        read_seq: u64,
        marked_unread: bool,
    },
    TypingSet {
        conv: Id,
        users: Vec<Typist>,
        more: u16,
    },
    Presence {
        users: Vec<UserPresence>,
    },
    #[serde(other)]
    Unknown,
}

/// Whether a client frame of today is understood, and as something known unless it says that it is unknown.
pub(super) fn check_client(text: &str) -> Result<(), String> {
    let frame: Envelope = serde_json::from_str(text).map_err(|_| "not decoded")?;
    let unknown = matches!(frame.body, ClientBody::Unknown);
    if unknown == text.contains(r#""t":"unknown""#) {
        Ok(())
    } else {
        Err("decoded as unknown".to_owned())
    }
}

/// Whether a server frame of today is understood, likewise.
pub(super) fn check_server(text: &str) -> Result<(), String> {
    let frame: ServerFrame = serde_json::from_str(text).map_err(|_| "not decoded")?;
    let unknown = matches!(frame, ServerFrame::Unknown);
    if unknown == text.contains(r#""t":"unknown""#) {
        Ok(())
    } else {
        Err("decoded as unknown".to_owned())
    }
}
