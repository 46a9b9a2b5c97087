//! The budget.

use super::*;

#[test]
fn the_budget_is_held_to_the_byte_and_nothing_is_not_small() {
    assert!(verdict(3, BUDGET).is_ok());
    assert!(verdict(3, BUDGET + 1).is_err());
    assert!(verdict(0, 0).is_err(), "no app at all");
}

#[test]
fn compression_is_real() {
    let text = "to and fro, ".repeat(1_000);
    let small = compressed(text.as_bytes()).unwrap();
    assert!(0 < small && small < 100, "{small}");
}
