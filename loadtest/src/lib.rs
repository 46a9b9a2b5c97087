//! Loads Confab, breaks it, and judges what it did.
//!
//! # Layout
//! - [`checker`]: judges histories against the promises; pure.

pub mod checker;
