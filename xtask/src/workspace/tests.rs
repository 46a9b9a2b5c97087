//! Reading pins.

use super::*;

#[test]
fn a_pin_is_read_to_the_letter() {
    let manifest = "wasm-bindgen-futures = \"0.4\"\nwasm-bindgen = \"=0.2.130\"\nleptos = { version = \"=0.8\" }\n";
    assert_eq!(
        pinned_in(manifest, "wasm-bindgen").as_deref(),
        Some("0.2.130")
    );
    assert_eq!(
        pinned_in(manifest, "wasm-bindgen-futures"),
        None,
        "not pinned exactly"
    );
    assert_eq!(pinned_in(manifest, "axum"), None);
}

#[test]
fn the_workspace_pins_what_the_tools_must_match() {
    assert!(pinned("wasm-bindgen").is_ok());
}
