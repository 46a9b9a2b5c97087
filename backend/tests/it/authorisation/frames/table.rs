//! What is said to each.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{
        AccountSettings, Choice, ConversationSettings, ephemeral::TypingKind,
        settings::ReportReason,
    },
    protocol::v1::{ClientBody, Hello, ReadMark},
    seq::{Rev, Seq, UserRev},
};

use crate::support::say;

/// What a frame may name.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) conv: ConversationId,
    pub(super) user: UserId,
}

/// The type of the answer, or the code of the error; `""`: none.
pub(super) type Expected = &'static str;

pub(super) struct Row {
    /// What is said.
    pub(super) frame: fn(Named) -> ClientBody,
    /// The answer to who is in the conversation that it names, or names somebody there is.
    pub(super) member: Expected,
    /// The answer to who is not; to the byte the answer where there is no such conversation.
    pub(super) stranger: Expected,
}

const fn row(frame: fn(Named) -> ClientBody, [member, stranger]: [Expected; 2]) -> Row {
    Row {
        frame,
        member,
        stranger,
    }
}

const ONE: Seq = Seq::new(1);

pub(super) const ROWS: [Row; 28] = [
    row(
        |_| {
            ClientBody::Hello(Hello {
                versions: vec![1],
                ..Hello::default()
            })
        },
        ["out_of_order"; 2],
    ),
    row(
        |named| {
            let mut draft = say("let me in");
            // The same key each time, so that the answers can be compared.
            draft.cid = IdempotencyKey::from_bytes([5; 16]);
            ClientBody::Send {
                conv: named.conv,
                draft,
                read_upto: None,
            }
        },
        ["sent", "not_found"],
    ),
    row(
        |named| ClientBody::Pull {
            conv: named.conv,
            from: Rev::ZERO,
        },
        ["conversation", "gone"],
    ),
    row(
        |_| ClientBody::PullUser {
            from: UserRev::ZERO,
        },
        ["user_delta"; 2],
    ),
    row(
        |named| ClientBody::History {
            conv: named.conv,
            before: ONE.next(),
            limit: 10,
        },
        ["history", "not_found"],
    ),
    row(
        |named| ClientBody::OpenDirect { user: named.user },
        ["opened"; 2],
    ),
    row(
        |_| ClientBody::FindPeople {
            query: "nobody".to_owned(),
        },
        ["people"; 2],
    ),
    row(|_| ClientBody::Ping, ["pong"; 2]),
    row(|_| ClientBody::Pong, [""; 2]),
    row(
        |named| ClientBody::Read {
            conv: named.conv,
            upto: ONE,
        },
        ["", "not_found"],
    ),
    row(
        |named| ClientBody::Recv {
            conv: named.conv,
            upto: ONE,
        },
        ["", "not_found"],
    ),
    row(
        |named| ClientBody::MarkUnread {
            conv: named.conv,
            on: true,
        },
        ["", "not_found"],
    ),
    row(
        |named| ClientBody::ReadMany {
            marks: vec![ReadMark {
                conv: named.conv,
                upto: ONE,
            }],
        },
        ["", ""],
    ),
    row(
        |named| ClientBody::Standing { conv: named.conv },
        ["standing", "not_found"],
    ),
    row(
        |named| ClientBody::Why {
            conv: named.conv,
            seq: ONE,
        },
        ["why", "not_found"],
    ),
    row(
        |named| ClientBody::Typing {
            conv: named.conv,
            kind: TypingKind::Text,
            on: true,
        },
        [""; 2],
    ),
    row(|_| ClientBody::Activity { active: true }, [""; 2]),
    row(
        |named| ClientBody::Watch {
            users: vec![named.user],
        },
        [""; 2],
    ),
    row(
        |_| ClientBody::SetChoice {
            choice: Choice::default(),
        },
        ["done"; 2],
    ),
    row(
        |named| ClientBody::Accept { conv: named.conv },
        ["done", "not_found"],
    ),
    row(
        |named| ClientBody::Contact {
            user: named.user,
            on: true,
        },
        ["done"; 2],
    ),
    row(
        |named| ClientBody::Report {
            conv: named.conv,
            seq: Some(ONE),
            reason: ReportReason::Spam,
            note: String::new(),
        },
        ["done", "not_found"],
    ),
    row(
        |_| ClientBody::SetName {
            name: "Another".to_owned(),
        },
        ["done"; 2],
    ),
    row(
        |_| ClientBody::SetSettings {
            settings: AccountSettings::default(),
        },
        ["done"; 2],
    ),
    row(
        |named| ClientBody::SetConversation {
            conv: named.conv,
            settings: ConversationSettings::default(),
        },
        ["done", "not_found"],
    ),
    row(
        |named| ClientBody::SaveDraft {
            conv: named.conv,
            text: "Tea".to_owned(),
            reply_to: None,
            base: 0,
            replaces: None,
        },
        ["standing", "not_found"],
    ),
    // Late, because after it the two do not talk.
    row(
        |named| ClientBody::Block {
            user: named.user,
            on: true,
        },
        ["done"; 2],
    ),
    row(|_| ClientBody::Unknown, ["unsupported"; 2]),
];
