//! Budgets are judged on the right side, and the list has the agreed shape.

use super::{Figure, Sense, write};

fn figure(value: f64, sense: Sense) -> Figure {
    Figure {
        name: "something",
        value,
        unit: "KiB",
        budget: 10.0,
        sense,
    }
}

#[test]
fn a_budget_is_kept_up_to_its_edge_and_never_by_what_is_no_number() {
    for (value, at_most, at_least) in [
        (9.9, true, false),
        (10.0, true, true),
        (10.1, false, true),
        (f64::NAN, false, false),
    ] {
        assert_eq!(figure(value, Sense::AtMost).holds(), at_most, "{value}");
        assert_eq!(figure(value, Sense::AtLeast).holds(), at_least, "{value}");
    }
}

#[test]
fn the_list_has_the_agreed_fields() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bench/latest.json");
    write(&[figure(1.5, Sense::AtLeast)], &file).unwrap();
    let list: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let expected = serde_json::json!([
        {"name": "something", "value": 1.5, "unit": "KiB", "budget": 10.0, "sense": "at_least"}
    ]);
    assert_eq!(list, expected);
}
