//! What a server says.

use super::{
    AT, catch, cid, conv, cursor, entry, error, john, mary, members, profile, snapshot, status,
    text,
};
use crate::{
    ids::ConnectionId,
    model::{
        ConversationKind, Event, Logged, LoggedForUser, Presence, Preview, Receipt, UserEvent,
        ephemeral::{TypingKind, Typist},
        presence::{Seen, Status},
    },
    protocol::v1::*,
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
};

#[expect(
    clippy::too_many_lines,
    reason = "one table, one line or a few per frame"
)]
pub(in super::super) fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let logged = |rev, event| Logged {
        rev: Rev::new(rev),
        event,
    };
    vec![
        (
            "welcome",
            ServerFrame::Welcome(Welcome {
                version: VERSION,
                caps: vec![],
                conn: ConnectionId::new(AT, [6; 10]),
                me: profile(mary(), "mary", "Mary"),
                epoch: Epoch::new(77),
                urev: UserRev::new(2),
                state: StateVer::new(9),
                server_now: AT,
                cfg: Config::default(),
            }),
        ),
        (
            "delta",
            ServerFrame::Delta {
                conv: conv(),
                from: Rev::ZERO,
                events: vec![
                    logged(
                        1,
                        Event::Created {
                            kind: ConversationKind::Direct,
                            members: members(),
                        },
                    ),
                    logged(2, Event::Posted(entry())),
                    logged(
                        3,
                        Event::Edited {
                            seq: Seq::new(3),
                            body: text("Tea at five?"),
                            at: AT,
                        },
                    ),
                    logged(4, Event::Deleted { seq: Seq::new(3) }),
                ],
            },
        ),
        (
            "conversation_reset",
            ServerFrame::Conversation(catch(snapshot())),
        ),
        (
            "conversation_head",
            ServerFrame::Conversation(catch(CatchUp::Head {
                kind: ConversationKind::Direct,
                members: members(),
                rev: Rev::new(4),
                last_seq: Seq::new(3),
                preview: Some(Preview::of(&entry())),
            })),
        ),
        ("gone", ServerFrame::Gone { conv: conv() }),
        (
            "user_delta",
            ServerFrame::UserDelta {
                from: UserRev::ZERO,
                events: vec![
                    LoggedForUser {
                        urev: UserRev::new(1),
                        event: UserEvent::Joined { conv: conv() },
                    },
                    LoggedForUser {
                        urev: UserRev::new(2),
                        event: UserEvent::Left { conv: conv() },
                    },
                ],
            },
        ),
        ("caught_up", ServerFrame::CaughtUp),
        (
            "sent",
            ServerFrame::Sent {
                cid: cid(),
                conv: conv(),
                seq: Seq::new(3),
                rev: Rev::new(4),
                server_ts: AT,
                dup: false,
            },
        ),
        (
            "send_err",
            ServerFrame::SendErr {
                cid: cid(),
                error: error(),
            },
        ),
        (
            "history",
            ServerFrame::History {
                id: 7,
                conv: conv(),
                entries: vec![entry()],
                start: true,
            },
        ),
        (
            "opened",
            ServerFrame::Opened {
                id: 7,
                catch: catch(snapshot()),
            },
        ),
        (
            "people",
            ServerFrame::People {
                id: 7,
                users: vec![profile(john(), "john", "John")],
            },
        ),
        (
            "error",
            ServerFrame::Error {
                id: Some(7),
                error: ApiError::never(ErrorCode::NotFound, "There is no such conversation."),
            },
        ),
        (
            "error_without_number",
            ServerFrame::Error {
                id: None,
                error: error(),
            },
        ),
        ("ping", ServerFrame::Ping),
        ("pong", ServerFrame::Pong),
        ("go_away", ServerFrame::GoAway { within_ms: 12_000 }),
        (
            "receipts",
            ServerFrame::Receipts {
                conv: conv(),
                receipts: vec![Receipt {
                    user: john(),
                    recv_seq: Seq::new(3),
                    shown_seq: Seq::new(2),
                    recv_at: Some(AT),
                    shown_at: None,
                }],
            },
        ),
        (
            "cursor",
            ServerFrame::Cursor {
                conv: conv(),
                cursor: cursor(),
            },
        ),
        (
            "typing_set",
            ServerFrame::TypingSet {
                conv: conv(),
                users: vec![Typist {
                    user: john(),
                    kind: TypingKind::Text,
                }],
                more: 0,
            },
        ),
        (
            "presence",
            ServerFrame::Presence {
                users: vec![
                    UserPresence {
                        user: john(),
                        presence: Presence::Offline {
                            seen: Seen::Recently,
                            at: Some(AT),
                        },
                        status: Status::default(),
                    },
                    UserPresence {
                        user: mary(),
                        presence: Presence::Online,
                        status: status(),
                    },
                ],
            },
        ),
        ("unknown", ServerFrame::Unknown),
    ]
}
