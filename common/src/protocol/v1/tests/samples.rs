//! One example of every frame, or several where an optional field changes its look.

mod client;
mod http;
mod later;
mod server;

use crate::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{
        Body, Conversation, ConversationKind, Cursor, Draft, Entry, Member, Message, Profile,
        presence::Status,
    },
    protocol::v1::*,
    seq::{Rev, Seq},
    time::Timestamp,
};

pub(super) use self::{
    client::client_frames,
    http::http_bodies,
    later::{later_client_frames, later_server_frames},
    server::server_frames,
};

const AT: Timestamp = Timestamp::from_millis(1_795_000_000_000);

fn mary() -> UserId {
    UserId::new(AT, [1; 10])
}

fn john() -> UserId {
    UserId::new(AT, [2; 10])
}

fn conv() -> ConversationId {
    ConversationId::new(AT, [3; 10])
}

fn cid() -> IdempotencyKey {
    IdempotencyKey::new(AT, [4; 10])
}

fn profile(id: UserId, username: &str, name: &str) -> Profile {
    Profile {
        id,
        username: username.parse().unwrap(),
        name: name.parse().unwrap(),
        picture: None,
    }
}

fn text(text: &str) -> Body {
    Body::Text {
        text: text.to_owned(),
    }
}

fn draft() -> Draft {
    Draft {
        cid: cid(),
        body: text("Tea at four?"),
        reply_to: None,
        files: vec![],
        mentions: vec![],
    }
}

fn entry() -> Entry {
    Entry {
        seq: Seq::new(3),
        message: Message {
            author: mary(),
            at: AT,
            edited: None,
            draft: draft(),
        },
    }
}

fn members() -> Vec<Member> {
    vec![
        Member {
            user: mary(),
            join_seq: Seq::new(1),
            leave_seq: None,
            consents: false,
        },
        Member {
            user: john(),
            join_seq: Seq::new(1),
            leave_seq: Some(Seq::new(9)),
            consents: false,
        },
    ]
}

fn cursor() -> Cursor {
    Cursor {
        read_seq: Seq::new(3),
        marked_unread: false,
        marked_ver: 2,
        unread: 1,
        mentions: 0,
        counted_to: Seq::new(4),
    }
}

fn status() -> Status {
    Status {
        text: "On the train".to_owned(),
        emoji: "🚆".to_owned(),
    }
}

fn catch(state: CatchUp) -> Catch {
    Catch {
        conv: conv(),
        people: vec![profile(john(), "john", "John")],
        standing: None,
        state,
    }
}

fn snapshot() -> CatchUp {
    CatchUp::Reset {
        snapshot: Conversation {
            kind: ConversationKind::Direct,
            members: members(),
            rev: Rev::new(4),
            last_seq: Seq::new(3),
            entries: vec![entry()],
        },
    }
}

fn error() -> ApiError {
    ApiError::later(ErrorCode::RateLimited, "Too fast: wait a moment.", 800)
}
