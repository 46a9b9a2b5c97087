//! The budget.

use super::*;

#[test]
fn each_budget_is_held_to_the_byte_and_nothing_is_not_small() {
    for (when, budget) in [(When::First, FIRST_BUDGET), (When::Later, LATER_BUDGET)] {
        assert!(verdict(when, budget).is_ok());
        assert!(verdict(when, budget + 1).is_err());
        assert!(verdict(when, 0).is_err(), "nothing that is loaded {when:?}");
    }
}

#[test]
fn what_the_page_names_is_loaded_first_unless_it_only_announces_it() {
    let page = r#"<link rel="stylesheet" href="/base.css"><script>import init from '/app.js';</script>
        <link rel="prefetch" href="/keys.wasm" as="fetch">"#;
    for name in ["index.html", "base.css", "app.js"] {
        assert_eq!(When::of(name, page), When::First, "{name}");
    }
    for name in ["keys.wasm", "unnamed.wasm"] {
        assert_eq!(When::of(name, page), When::Later, "{name}");
    }
    let both = r#"<link rel="prefetch" href="/keys.wasm"><link rel="preload" href="/keys.wasm">"#;
    assert_eq!(When::of("keys.wasm", both), When::First);
}

#[test]
fn compression_is_real() {
    let text = "to and fro, ".repeat(1_000);
    let small = compressed(text.as_bytes()).unwrap();
    assert!(0 < small && small < 100, "{small}");
}
