//! Tests of model/outbox/tests.rs
