//! What is read back, and what is made of it.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    limits::MESSAGE_BYTES,
    protocol::v1::ErrorCode,
    time::Timestamp,
};
use proptest::prelude::*;

use super::*;

const MARY: UserId = UserId::from_bytes([1; 16]);
const CONV: ConversationId = ConversationId::from_bytes([2; 16]);
const CID: IdempotencyKey = IdempotencyKey::from_bytes([3; 16]);

fn message(state: State) -> Item {
    Item {
        cid: CID,
        owner: MARY,
        conv: CONV,
        text: "hello \"there\"\n".trim().to_owned(),
        created: Timestamp::from_millis(5),
        order: 3,
        confirmed: true,
        state,
    }
}

#[test]
fn a_message_comes_back_as_it_was_ready_to_be_sent_again() {
    for state in [State::Saving, State::Ready, State::InFlight] {
        let restored = clean(&[item(&message(state))]);
        assert_eq!(restored.items, [message(State::Ready)]);
    }
    let failed = message(State::Failed {
        code: ErrorCode::NotFound,
        message: "no".to_owned(),
    });
    assert_eq!(clean(&[item(&failed)]).items, [failed]);
}

#[test]
fn a_draft_comes_back_as_it_was() {
    let kept = Kept {
        text: " half a \n".to_owned(),
        told: "half".to_owned(),
        saving: Some(" half a".to_owned()),
        base: 3,
        mine: Some(2),
    };
    let restored = clean(&[draft(MARY, CONV, kept.clone())]);
    assert_eq!(restored.drafts, [(MARY, CONV, kept)]);
}

#[test]
fn what_cannot_be_sent_comes_back_as_failed_so_that_it_can_be_copied() {
    let long = Item {
        text: "x".repeat(MESSAGE_BYTES + 1),
        ..message(State::Ready)
    };
    let restored = clean(&[item(&long)]);
    assert_eq!(restored.items[0].text, long.text);
    assert!(matches!(
        restored.items[0].state,
        State::Failed {
            code: ErrorCode::InvalidText,
            ..
        }
    ));
}

#[test]
fn what_makes_no_sense_is_ignored() {
    let good = item(&message(State::Ready));
    for (key, value) in [
        ("", ""),
        ("outbox", "{}"),
        ("outbox/x/y", &good.value),
        ("preferences/theme", "dark"),
        (&good.key, "{"),
        (&good.key, &good.value.replace("\"v\":1", "\"v\":2")),
        (
            &good.key,
            &good
                .value
                .replace("\"order\":3", "\"order\":18446744073709551615"),
        ),
        (&good.key, &good.value.replace("\"text\"", "\"txet\"")),
        (&draft_key(MARY, CONV), "{\"v\":1,\"text\":\"\"}"),
        (&draft_key(MARY, CONV), "[]"),
    ] {
        let record = Record {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(clean(&[record]), Restored::default(), "{key}: {value}");
    }
}

proptest! {
    /// The storage may hold anything: reading it back never fails, and never makes a message that may be sent but is not valid.
    #[test]
    fn anything_may_be_stored(key in "(outbox|draft|.{0,4})/[0-9a-f-]{0,40}/.{0,40}", value in ".{0,200}") {
        for item in clean(&[Record { key, value }]).items {
            let harmless = MessageText::parse(&item.text).is_ok() || matches!(item.state, State::Failed { .. });
            prop_assert!(harmless);
        }
    }
}
