//! The short cuts agree with the contract.

use common::{
    ids::{ConversationId, UserId},
    model::{Body, Entry, Event, Logged, Message},
    protocol::{
        codec,
        v1::{ApiError, ClientBody, ClientFrame, ErrorCode, ServerFrame},
    },
    seq::{Rev, Seq},
    time::Timestamp,
};

use super::{Seen, body, messages, read};
use crate::adapter::BODY_BYTES;

const CONV: ConversationId = ConversationId::from_bytes([3; 16]);
const INDEX: u64 = 0x0123_4567_89ab;

/// The frame that is sent as message `index`, as the contract reads it.
fn message(index: u64) -> ClientFrame {
    let mut messages = messages(CONV).unwrap();
    let frame = messages.with(index);
    let payload = frame.iter().position(|byte| *byte == b'{').unwrap();
    codec::decode_client(str::from_utf8(&frame[payload..]).unwrap()).unwrap()
}

#[test]
fn a_message_is_a_send_of_the_contract_with_a_body_of_the_agreed_size() {
    let frame = message(INDEX);
    let ClientBody::Send { conv, draft, .. } = frame.body else {
        panic!("{frame:?}");
    };
    assert_eq!(conv, CONV);
    assert_eq!(draft.body.as_text(), Some(body(INDEX).as_str()));
    assert_eq!(body(INDEX).len(), BODY_BYTES);
    let other = message(INDEX + 1);
    let ClientBody::Send { draft: other, .. } = other.body else {
        panic!("{other:?}");
    };
    assert_ne!(draft.cid, other.cid);
}

#[test]
fn answers_of_the_contract_are_seen_for_what_they_are() {
    let frame = message(INDEX);
    let ClientBody::Send { draft, .. } = frame.body else {
        panic!("{frame:?}");
    };
    let cid = draft.cid;
    let sent = ServerFrame::Sent {
        cid,
        conv: CONV,
        seq: Seq::new(1),
        rev: Rev::new(2),
        server_ts: Timestamp::from_millis(5),
        dup: false,
    };
    assert_eq!(
        read(codec::encode_server(&sent).as_bytes()),
        Seen::Ack(INDEX)
    );
    let delta = ServerFrame::Delta {
        conv: CONV,
        from: Rev::new(1),
        events: vec![Logged {
            rev: Rev::new(2),
            event: Event::Posted(Entry {
                seq: Seq::new(1),
                message: Message {
                    author: UserId::from_bytes([1; 16]),
                    at: Timestamp::from_millis(5),
                    edited: None,
                    draft,
                },
            }),
        }],
    };
    assert_eq!(
        read(codec::encode_server(&delta).as_bytes()),
        Seen::Delivery(INDEX)
    );
    assert_eq!(
        read(codec::encode_server(&ServerFrame::Ping).as_bytes()),
        Seen::Ping
    );
    assert_eq!(
        read(codec::encode_server(&ServerFrame::CaughtUp).as_bytes()),
        Seen::Other
    );
    let refused = ServerFrame::SendErr {
        cid,
        error: ApiError::never(ErrorCode::InvalidText, "no"),
    };
    assert_eq!(
        read(codec::encode_server(&refused).as_bytes()),
        Seen::Refusal
    );
    assert!(Body::Text { text: body(1) }.as_text().is_some());
}
