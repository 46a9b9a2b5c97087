//! Tests of persist/tests.rs
