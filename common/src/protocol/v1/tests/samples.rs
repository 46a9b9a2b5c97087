//! One example of every frame, or several where an optional field changes its look.

mod later;

use crate::{
    ids::{ConnectionId, ConversationId, FileId, IdempotencyKey, UserId},
    model::{
        Body, Conversation, ConversationKind, Cursor, Draft, Entry, Event, Logged, LoggedForUser,
        Member, Message, Presence, Preview, Profile, Receipt, UserEvent,
        ephemeral::{TypingKind, Typist},
        presence::{Seen, Status},
    },
    protocol::{codec, v1::*},
    seq::{Epoch, Rev, Seq, StateVer, UserRev},
    time::Timestamp,
};

pub(super) use later::{later_client_frames, later_server_frames};

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

#[expect(
    clippy::too_many_lines,
    reason = "one table, one line or a few per frame"
)]
pub(super) fn client_frames() -> Vec<(&'static str, ClientBody)> {
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

#[expect(
    clippy::too_many_lines,
    reason = "one table, one line or a few per frame"
)]
pub(super) fn server_frames() -> Vec<(&'static str, ServerFrame)> {
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

pub(super) fn http_bodies() -> Vec<(&'static str, String)> {
    use crate::{
        ids::DeviceId,
        protocol::v1::http::{
            ChangePassword, Confirm, DemoSignIn, Device, Devices, Recover, RecoveryCodes, Register,
            Registration, SessionInfo, SignIn, SignOutDevice, SignedIn,
        },
    };
    let me = profile(mary(), "mary", "Mary");
    let password = "correct horse battery".to_owned();
    vec![
        (
            "session",
            codec::encode(&SessionInfo {
                me: Some(me.clone()),
                registration: Registration::Open,
                password_chars: 15,
                demo: vec![],
                build: "0.1.0".to_owned(),
            }),
        ),
        (
            "register",
            codec::encode(&Register {
                username: "mary".to_owned(),
                name: "Mary".to_owned(),
                password: password.clone(),
            }),
        ),
        (
            "sign_in",
            codec::encode(&SignIn {
                username: "mary".to_owned(),
                password: password.clone(),
            }),
        ),
        (
            "devices",
            codec::encode(&Devices {
                devices: vec![Device {
                    id: DeviceId::new(AT, [7; 10]),
                    name: "Firefox on Linux".to_owned(),
                    ip: Some("192.0.2.7".to_owned()),
                    created: AT,
                    last_seen: AT,
                    current: true,
                }],
            }),
        ),
        (
            "sign_out_device",
            codec::encode(&SignOutDevice {
                device: DeviceId::new(AT, [7; 10]),
            }),
        ),
        (
            "change_password",
            codec::encode(&ChangePassword {
                current: password.clone(),
                new: "a longer horse battery".to_owned(),
            }),
        ),
        (
            "confirm",
            codec::encode(&Confirm {
                password: password.clone(),
            }),
        ),
        (
            "recovery_codes",
            codec::encode(&RecoveryCodes {
                codes: vec!["k7dq-93mx-t2vw-8rhc-n5ya-4bz0".to_owned()],
            }),
        ),
        (
            "recover",
            codec::encode(&Recover {
                username: "mary".to_owned(),
                code: "k7dq-93mx-t2vw-8rhc-n5ya-4bz0".to_owned(),
                password,
            }),
        ),
        ("demo", codec::encode(&DemoSignIn { user: mary() })),
        ("signed_in", codec::encode(&SignedIn { me })),
        (
            "error",
            codec::encode(&ApiError::never(
                ErrorCode::WrongCredentials,
                "The username or the password is wrong.",
            )),
        ),
    ]
}
