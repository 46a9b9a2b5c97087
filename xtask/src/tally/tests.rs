//! Counting, and refusing to count nothing.

use super::*;

#[test]
fn cargo_results_add_up() {
    let mut tally = Tally::default();
    for line in [
        "running 3 tests",
        "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        "test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.00s",
    ] {
        tally.read_cargo(line);
    }
    assert_eq!(
        tally,
        Tally {
            passed: 13,
            failed: 2
        }
    );
    assert_eq!(tally.to_string(), "13 passed, 2 failed");
}

#[test]
fn playwright_statistics_are_read_and_flaky_is_failed() {
    let report = r#"{"suites":[{"title":"\"stats\""}],"stats": {"startTime": "x", "duration": 3.5,
        "expected": 12, "skipped": 1, "unexpected": 2, "flaky": 3}}"#;
    assert_eq!(
        Tally::from_playwright(report),
        Some(Tally {
            passed: 12,
            failed: 5
        })
    );
    assert_eq!(Tally::from_playwright("{}"), None);
}

#[test]
fn a_suite_cannot_pass_by_not_running() {
    let none = Tally::default();
    assert!(!none.is_good());
    assert_eq!(none.of_suite(true).failed, 1, "it ran nothing");
    let some = Tally {
        passed: 4,
        failed: 0,
    };
    assert_eq!(some.of_suite(false).failed, 1, "it crashed after four");
    assert!(some.of_suite(true).is_good());
    assert_eq!(
        Tally {
            passed: 4,
            failed: 2
        }
        .of_suite(false)
        .failed,
        2,
        "counted once"
    );
}
