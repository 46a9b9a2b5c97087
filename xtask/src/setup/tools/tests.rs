//! Comparing versions.

use super::*;

#[test]
fn a_version_is_compared_as_a_word() {
    assert!(says("trunk 0.21.14", "0.21.14"));
    assert!(says("wasm-bindgen 0.2.130 (abc)", "0.2.130"));
    assert!(!says("trunk 0.21.14", "0.21.1"));
    assert!(!says("", "0.21.14"));
}
