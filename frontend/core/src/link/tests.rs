//! Tests of link/tests.rs
