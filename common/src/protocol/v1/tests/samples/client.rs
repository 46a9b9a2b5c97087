//! What a client says.

use super::{AT, conv, draft, john};
use crate::{
    ids::FileId,
    model::{Draft, ephemeral::TypingKind},
    protocol::v1::*,
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
};

#[expect(
    clippy::too_many_lines,
    reason = "one table, one line or a few per frame"
)]
pub(in super::super) fn client_frames() -> Vec<(&'static str, ClientBody)> {
    vec![
        (
            "hello_first",
            ClientBody::Hello(Hello {
                versions: vec![VERSION],
                ..Hello::default()
            }),
        ),
        (
            "hello_again",
            ClientBody::Hello(Hello {
                versions: vec![VERSION],
                caps: vec![caps::TYPING.to_owned()],
                build: "0.1.0".to_owned(),
                epoch: Some(Epoch::new(77)),
                urev: UserRev::new(2),
                state: Some(StateVer::new(8)),
                heads: vec![ConversationHead {
                    conv: conv(),
                    rev: Rev::new(4),
                }],
                viewing: Some(conv()),
            }),
        ),
        (
            "send",
            ClientBody::Send {
                conv: conv(),
                draft: draft(),
                read_upto: None,
            },
        ),
        (
            "send_all",
            ClientBody::Send {
                conv: conv(),
                draft: Draft {
                    reply_to: Some(Seq::new(1)),
                    files: vec![FileId::new(AT, [5; 10])],
                    mentions: vec![john()],
                    ..draft()
                },
                read_upto: Some(Seq::new(2)),
            },
        ),
        (
            "pull",
            ClientBody::Pull {
                conv: conv(),
                from: Rev::new(4),
            },
        ),
        (
            "pull_user",
            ClientBody::PullUser {
                from: UserRev::new(2),
            },
        ),
        (
            "history",
            ClientBody::History {
                conv: conv(),
                before: Seq::new(51),
                limit: 50,
            },
        ),
        ("open_direct", ClientBody::OpenDirect { user: john() }),
        (
            "find_people",
            ClientBody::FindPeople {
                query: "jo".to_owned(),
            },
        ),
        ("ping", ClientBody::Ping),
        ("pong", ClientBody::Pong),
        (
            "read",
            ClientBody::Read {
                conv: conv(),
                upto: Seq::new(3),
            },
        ),
        (
            "recv",
            ClientBody::Recv {
                conv: conv(),
                upto: Seq::new(3),
            },
        ),
        (
            "mark_unread",
            ClientBody::MarkUnread {
                conv: conv(),
                on: true,
            },
        ),
        (
            "typing",
            ClientBody::Typing {
                conv: conv(),
                kind: TypingKind::Text,
                on: true,
            },
        ),
        ("activity", ClientBody::Activity { active: true }),
        (
            "watch",
            ClientBody::Watch {
                users: vec![john()],
            },
        ),
        ("unknown", ClientBody::Unknown),
    ]
}
