//! A client reads frames by way of a tree; what it takes and what it refuses must be what `serde_json` would.

use serde_json::{Value, json};

use super::samples::{http_bodies, server_frames};
use crate::protocol::{codec, v1::*};

/// What may stand in the place of a value.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!("x"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"t": "x"}),
    ]
}

/// The value with one thing in it changed, in every way: each value replaced, each field left out or joined by one nobody knows.
fn changed(value: &Value) -> Vec<Value> {
    let mut all = others();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for other in changed(field) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), other);
                    all.push(Value::Object(fields));
                }
                let mut fields = fields.clone();
                fields.remove(name);
                all.push(Value::Object(fields));
            }
            let mut fields = fields.clone();
            fields.insert("nobody_knows".to_owned(), json!([{"t": 1}]));
            all.push(Value::Object(fields));
        }
        Value::Array(list) => {
            for (at, element) in list.iter().enumerate() {
                for other in changed(element) {
                    let mut list = list.clone();
                    list[at] = other;
                    all.push(Value::Array(list));
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn every_server_frame_with_one_thing_changed_reads_as_serde_json_reads_it() {
    let (mut taken, mut refused) = (0, 0);
    for (name, frame) in server_frames() {
        let value = serde_json::to_value(&frame).unwrap();
        for value in changed(&value) {
            let text = value.to_string();
            let expected: Option<ServerFrame> = serde_json::from_str(&text).ok();
            assert_eq!(codec::decode_server(&text), expected, "{name}: {text}");
            *(if expected.is_some() {
                &mut taken
            } else {
                &mut refused
            }) += 1;
        }
    }
    assert!(
        100 < taken && 100 < refused,
        "{taken} taken, {refused} refused"
    );
}

#[test]
fn a_field_that_comes_twice_is_refused_and_text_that_is_no_json_too() {
    for text in [
        r#"{"t":"go_away","within_ms":1,"within_ms":2}"#,
        r#"{"t":"go_away","t":"go_away","within_ms":1}"#,
        r#"{"t":"ping"} "#,
        r#"{"t":"ping"}x"#,
        r#"{"t":"ping""#,
        r#"{"t":"\ud800"}"#,
        "",
    ] {
        let expected: Option<ServerFrame> = serde_json::from_str(text).ok();
        assert_eq!(codec::decode_server(text), expected, "{text}");
    }
}

#[test]
fn the_answers_over_http_read_as_serde_json_reads_them() {
    for (name, text) in http_bodies() {
        let value: Value = serde_json::from_str(&text).unwrap();
        for value in changed(&value) {
            let text = value.to_string();
            let session: Option<http::SessionInfo> = serde_json::from_str(&text).ok();
            assert_eq!(codec::decode(&text), session, "{name}: {text}");
            let signed_in: Option<http::SignedIn> = serde_json::from_str(&text).ok();
            assert_eq!(codec::decode(&text), signed_in, "{name}: {text}");
            let error: Option<ApiError> = serde_json::from_str(&text).ok();
            assert_eq!(codec::decode(&text), error, "{name}: {text}");
        }
    }
}
