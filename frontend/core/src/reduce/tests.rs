//! Tests of reduce/tests.rs
