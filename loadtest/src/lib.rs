//! Loads Confab, breaks it, and judges what it did.
//!
//! # Layout
//! - [`checker`]: judges histories against the promises; pure.
//! - [`floor`]: the bare server that Confab is measured against.

pub mod checker;
pub mod floor;
