//! What is read is what serde's derive would read: types with every attribute that there is, and texts that nearly fit them.

use proptest::{prelude::*, sample::select};
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
struct Plain {
    small: u16,
    may_be_absent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    skipped: Option<u32>,
    #[serde(default)]
    off: bool,
    #[serde(rename = "type")]
    renamed: u64,
    #[serde(default = "seven")]
    seven: usize,
}

fn seven() -> usize {
    7
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(default)]
struct Settings {
    on: bool,
    way: Way,
    own: Option<Counter>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            on: true,
            way: Way::Unknown,
            own: Some(Counter(3)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(transparent)]
struct Counter(u64);

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
enum Way {
    ThisOne,
    #[serde(rename = "self")]
    Own,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(rename_all = "snake_case")]
enum Closed {
    OneOf,
    Two,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(deny_unknown_fields)]
struct Strict {
    name: String,
    #[serde(default)]
    way: Option<Way>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
struct Around {
    list: Vec<Plain>,
    #[serde(flatten)]
    settings: Settings,
    closed: Closed,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Frame {
    Whole(Around),
    InParts {
        counter: Counter,
        #[serde(flatten)]
        plain: Plain,
        strict: Strict,
        within: Option<Box<Within>>,
    },
    Nothing,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Read)]
#[serde(tag = "kind")]
enum Within {
    Leaf { ways: Vec<Way> },
    Bare,
}

impl<T: Read> Read for Box<T> {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        T::read(tree).map(Self::new)
    }
}

fn samples() -> Vec<Value> {
    let plain = json!({
        "small": 1, "may_be_absent": "x", "skipped": 2, "off": true, "type": 3, "seven": 8
    });
    vec![
        json!({
            "t": "whole", "list": [plain, plain], "closed": "one_of",
            "on": false, "way": "this_one", "own": 9
        }),
        json!({
            "t": "in_parts", "counter": 4, "strict": {"name": "y", "way": "self"},
            "within": {"kind": "Leaf", "ways": ["this_one", "another"]},
            "small": 1, "may_be_absent": null, "skipped": 2, "off": true, "type": 3, "seven": 8
        }),
        json!({"t": "nothing"}),
    ]
}

/// What may stand in the place of a value. Not in the place of an object: a list. Not in the place of a name: a number. Those are the two
/// that serde takes and this does not.
fn others(value: &Value) -> Vec<Value> {
    let mut all = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!("x"),
        json!("two"),
        json!("Bare"),
        json!({}),
        json!({"t": "nothing"}),
    ];
    if !value.is_object() {
        all.extend([json!([]), json!([1])]);
    }
    if !value.is_string() {
        all.extend([json!(1), json!(70_000), json!(1_u64 << 32), json!(u64::MAX)]);
    }
    all
}

/// A value near this one: anything in it may be something else, and fields may be left out or be too many.
fn near(value: Value) -> BoxedStrategy<Value> {
    let other = select(others(&value));
    let inner = match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, field)| {
                let field = prop_oneof![1 => Just(None), 12 => near(field).prop_map(Some)];
                field.prop_map(move |field| Some((name.clone(), field?)))
            });
            let unknown = prop_oneof![
                4 => Just(None),
                1 => Just(Some(("nobody_knows".to_owned(), json!([{"t": 1}])))),
            ];
            (fields.collect::<Vec<_>>(), unknown)
                .prop_map(|(fields, unknown)| {
                    Value::Object(fields.into_iter().chain([unknown]).flatten().collect())
                })
                .boxed()
        }
        Value::Array(list) => list
            .into_iter()
            .map(near)
            .collect::<Vec<_>>()
            .prop_map(Value::Array)
            .boxed(),
        scalar => Just(scalar).boxed(),
    };
    prop_oneof![1 => other, 20 => inner].boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_read_is_what_serde_reads(value in select(samples()).prop_flat_map(near)) {
        let text = value.to_string();
        prop_assert_eq!(read::<Frame>(&text), serde_json::from_str(&text).ok(), "{}", text);
    }
}

/// Otherwise the property would hold of a reader that refuses everything.
#[test]
fn the_samples_are_read_and_written_as_they_are() {
    for sample in samples() {
        let frame: Frame = read(&sample.to_string()).expect("a sample");
        let within_reads_again: Frame = read(&write(&frame)).expect("what was written");
        assert_eq!(within_reads_again, frame);
        assert_ne!(frame, Frame::Unknown, "{sample}");
    }
}

#[test]
fn text_that_is_no_json_and_fields_that_come_twice_are_judged_as_by_serde() {
    for text in [
        r#"{"t":"nothing"} "#,
        r#"{"t":"nothing"}x"#,
        r#"{"t":"nothing""#,
        r#"{"t":"\ud800"}"#,
        r#"{"t":"\u006eothing"}"#,
        r#"{"\u0074":"nothing"}"#,
        r#"{"t":"nothing","t":"nothing"}"#,
        r#"{"t":"nothing","unknown":1,"unknown":2}"#,
        r#"{"t":"in_parts","counter":1,"counter":1,"small":1,"type":1,"strict":{"name":"y"}}"#,
        r#"{"t":"in_parts","counter":1,"small":1,"small":1,"type":1,"strict":{"name":"y"}}"#,
        r#"{"t":"in_parts","counter":1,"small":1,"type":1,"strict":{"name":"y","name":"y"}}"#,
        r#"{"t":"in_parts","counter":1,"small":1,"type":1,"strict":{"name":"y"}}"#,
        r#"{"t":"in_parts","counter":1e999999,"small":1,"type":1,"strict":{"name":"y"}}"#,
        r#"{"t":"in_parts","counter":-0,"small":1,"type":1,"strict":{"name":"y"}}"#,
        "",
        "{}",
        "[",
    ] {
        assert_eq!(
            read::<Frame>(text),
            serde_json::from_str(text).ok(),
            "{text}"
        );
    }
}

#[test]
fn an_object_is_an_object_and_a_variant_has_a_name() {
    assert_eq!(read::<Settings>("{}"), Some(Settings::default()));
    assert_eq!(read::<Settings>("[]"), None);
    assert_eq!(read::<Frame>(r#"["nothing"]"#), None);
    assert_eq!(read::<Frame>(r#"{"t":2}"#), None);
    assert_eq!(read::<Way>("0"), None);
}
