//! Decoding: what is refused, and with which reason.

use super::*;

fn reason(text: &str) -> BadFrameReason {
    decode_client(text).unwrap_err().reason
}

#[test]
fn a_frame_that_is_well_formed_is_read() {
    let frame = decode_client(r#"{"id":7,"body":{"t":"ping"}}"#).unwrap();
    assert_eq!(
        frame,
        ClientFrame {
            id: 7,
            body: ClientBody::Ping
        }
    );
}

#[test]
fn a_bad_body_keeps_the_number_of_its_request() {
    let error = decode_client(r#"{"id":7,"body":{"t":"pull","conv":"x"}}"#).unwrap_err();
    assert_eq!(
        error,
        BadFrame {
            id: Some(7),
            reason: BadFrameReason::Body
        }
    );
}

#[test]
fn a_type_nobody_knows_and_fields_nobody_knows_are_tolerated() {
    assert_eq!(
        decode_client(r#"{"id":1,"body":{"t":"dance"},"extra":[]}"#)
            .unwrap()
            .body,
        ClientBody::Unknown
    );
    assert_eq!(
        decode_client(r#"{"id":1,"body":{"t":"ping","how":"softly"}}"#)
            .unwrap()
            .body,
        ClientBody::Ping
    );
    assert_eq!(
        decode_server(r#"{"t":"dance","steps":3}"#),
        Some(ServerFrame::Unknown)
    );
    assert_eq!(
        decode_server(r#"{"t":"go_away","within_ms":5,"why":"?"}"#),
        Some(ServerFrame::GoAway { within_ms: 5 })
    );
}

/// N15: every kind of malformed text is answered by a typed error, and none by a panic.
#[test]
fn n15_malformed_frames() {
    let deep = format!(
        r#"{{"id":1,"body":{}{}}}"#,
        "[".repeat(30_000),
        "]".repeat(30_000)
    );
    assert_eq!(reason(&deep), BadFrameReason::TooDeep);
    assert_eq!(
        reason(&format!(
            r#"{{"id":1,"body":"{}"}}"#,
            "x".repeat(INBOUND_FRAME_BYTES)
        )),
        BadFrameReason::TooLarge
    );
    let elements = format!(
        r#"{{"id":1,"body":{{"t":"watch","users":[{}1]}}}}"#,
        "1,".repeat(30_000)
    );
    assert_eq!(reason(&elements), BadFrameReason::Body);
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "7",
        "\u{0}",
        "{\"id\":1}",
        "{\"body\":{}}",
        "{\"id\":-1,\"body\":{}}",
        "{\"id\":1e999999,\"body\":{}}",
        "{\"id\":NaN,\"body\":{}}",
        "{\"id\":1,\"id\":2,\"body\":{\"t\":\"ping\"}}",
        "{\"id\":1,\"body\":{\"t\":\"ping\"}",
        "{\"id\":1.5,\"body\":{}}",
    ] {
        assert_eq!(reason(text), BadFrameReason::Envelope, "{text:?}");
    }
    for body in [
        "null",
        "[]",
        "{}",
        "7",
        r#"{"t":7}"#,
        r#"{"t":null}"#,
        r#"{"t":"pull","conv":"\ud800","from":1}"#,
        r#"{"t":"history","conv":"01936f7e-5d3c-7a10-8c1f-2b7e4d9a6c55","before":1,"limit":70000}"#,
    ] {
        assert_eq!(
            reason(&format!(r#"{{"id":1,"body":{body}}}"#)),
            BadFrameReason::Body,
            "{body}"
        );
    }
}

#[test]
fn brackets_inside_strings_are_no_depth() {
    assert_eq!(depth(r#"{"a":"[[[[\"[[[["}"#), 1);
    assert_eq!(depth("[[[]]][]"), 3);
}
