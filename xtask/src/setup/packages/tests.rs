//! Packages and versions.

use super::*;

#[test]
fn versions_of_node_are_read() {
    assert_eq!(major("v20.20.2"), 20);
    assert_eq!(major("v8.1.0"), 8);
    assert_eq!(major(""), 0, "no Node at all");
}

#[test]
fn every_program_has_a_package_for_each_manager_that_it_needs() {
    for program in [C_COMPILER, NODE, CHROMIUM] {
        assert!(
            program.packages.iter().all(|package| !package.is_empty()),
            "{}",
            program.what
        );
    }
}
