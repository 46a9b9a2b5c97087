//! Tests of model/conversations/tests.rs
