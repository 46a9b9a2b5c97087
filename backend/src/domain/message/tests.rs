//! What may be sent, and when two sends are the same.

use common::ids::{FileId, UserId};

use super::*;

const CONV: ConversationId = ConversationId::from_bytes([5; 16]);

fn draft(text: &str) -> Draft {
    Draft {
        cid: IdempotencyKey::from_bytes([1; 16]),
        body: Body::Text {
            text: text.to_owned(),
        },
        reply_to: None,
        files: vec![],
        mentions: vec![],
    }
}

fn fingerprint(draft: &Draft, conv: ConversationId) -> Vec<u8> {
    Postable::parse(draft).unwrap().fingerprint(conv)
}

#[test]
fn a_bad_text_is_refused_with_what_is_allowed() {
    let empty = Unpostable::Text(InvalidMessageText::Empty);
    assert_eq!(Postable::parse(&draft(" \n ")), Err(empty));
    let long = "x".repeat(common::limits::MESSAGE_BYTES + 1);
    let error = Postable::parse(&draft(&long)).unwrap_err();
    assert!(error.to_string().contains("16,384 bytes"), "{error}");
    let bell = Postable::parse(&draft("ding\u{7}")).unwrap_err();
    assert!(bell.to_string().contains("U+0007"), "{bell}");
}

#[test]
fn only_plain_text_is_taken() {
    let mut others = vec![draft("x"); 4];
    others[0].body = Body::Deleted;
    others[1].body = Body::Unknown;
    others[2].files = vec![FileId::from_bytes([1; 16])];
    others[3].mentions = vec![UserId::from_bytes([1; 16])];
    for other in others {
        assert_eq!(
            Postable::parse(&other),
            Err(Unpostable::Unsupported),
            "{other:?}"
        );
    }
}

#[test]
fn what_is_stored_is_the_normal_form() {
    let stored = Postable::parse(&draft("  one\r\ntwo "))
        .unwrap()
        .into_draft();
    assert_eq!(stored, draft("one\ntwo"));
}

#[test]
fn the_same_content_has_the_same_fingerprint_and_any_other_another() {
    let base = fingerprint(&draft("hello"), CONV);
    assert_eq!(
        fingerprint(&draft(" hello\n"), CONV),
        base,
        "white space around it does not count"
    );
    let mut reply = draft("hello");
    reply.reply_to = Some(Seq::new(1));
    let elsewhere = ConversationId::from_bytes([6; 16]);
    for other in [
        fingerprint(&draft("hello!"), CONV),
        fingerprint(&reply, CONV),
        fingerprint(&draft("hello"), elsewhere),
    ] {
        assert_ne!(other, base);
    }
}
