//! Which of the fields of a frame may be left out, that others may be there, and that none may come twice. How a text is read in general is
//! tested with [`crate::json`].

use serde_json::{Value, json};

use super::{all_client_frames, all_server_frames};
use crate::protocol::{codec, v1::*};

/// The value with each field left out in turn, and the field's path.
fn without_one(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let mut fewer = fields.clone();
                fewer.remove(name);
                all.push((name.clone(), Value::Object(fewer)));
                for (path, other) in without_one(field) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), other);
                    all.push((format!("{name}.{path}"), Value::Object(fields)));
                }
            }
        }
        Value::Array(list) => {
            for (at, element) in list.iter().enumerate() {
                for (path, other) in without_one(element) {
                    let mut list = list.clone();
                    list[at] = other;
                    all.push((format!("{at}.{path}"), Value::Array(list)));
                }
            }
        }
        _ => {}
    }
    all
}

/// The value with one more field in every object.
fn with_more(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, field)| (name, with_more(field)));
            let more = ("nobody_knows".to_owned(), json!([{"t": 1}]));
            Value::Object(fields.chain([more]).collect())
        }
        Value::Array(list) => list.into_iter().map(with_more).collect(),
        scalar => scalar,
    }
}

fn client_text(body: &Value) -> String {
    json!({"id": 7, "body": body}).to_string()
}

/// Both an older end, which does not send a later field, and a newer one, which leaves out what is of no use any more, rely on this list.
#[test]
fn the_fields_that_may_be_left_out() {
    let mut list = Vec::new();
    let mut note = |of: &str, name: &str, value: &Value, is_read: &dyn Fn(&Value) -> bool| {
        let free: Vec<_> = without_one(value)
            .into_iter()
            .filter(|(_, value)| is_read(value))
            .map(|(path, _)| path)
            .collect();
        list.push(format!("{of} {name}: {}", free.join(", ")));
    };
    for (name, body) in all_client_frames() {
        let value = serde_json::to_value(&body).unwrap();
        note("client", name, &value, &|value| {
            codec::decode_client(&client_text(value)).is_ok()
        });
    }
    for (name, frame) in all_server_frames() {
        let value = serde_json::to_value(&frame).unwrap();
        note("server", name, &value, &|value| {
            codec::decode_server(&value.to_string()).is_some()
        });
    }
    insta::assert_snapshot!("may_be_left_out", list.join("\n"));
}

#[test]
fn fields_that_nobody_knows_change_nothing() {
    for (name, body) in all_client_frames() {
        let value = with_more(serde_json::to_value(&body).unwrap());
        let frame = codec::decode_client(&client_text(&value));
        assert_eq!(frame, Ok(ClientFrame { id: 7, body }), "{name}");
    }
    for (name, frame) in all_server_frames() {
        let value = with_more(serde_json::to_value(&frame).unwrap());
        let read = codec::decode_server(&value.to_string());
        assert_eq!(read, Some(frame), "{name}");
    }
}

#[test]
fn a_field_that_comes_twice_is_refused() {
    for text in [
        r#"{"t":"go_away","within_ms":1,"within_ms":2}"#,
        r#"{"t":"go_away","t":"go_away","within_ms":1}"#,
    ] {
        assert_eq!(codec::decode_server(text), None, "{text}");
    }
}
