//! What is said in passing.

use crate::model::{Model, notices::Toast};

/// What is said in passing, oldest first.
pub fn toasts(model: &Model) -> Vec<Toast> {
    model.notices.shown.clone()
}
