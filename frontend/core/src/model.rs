//! Everything the client knows. Only [`crate::reduce`] changes it.

/// Everything the client knows.
#[derive(Clone, Debug, Default)]
pub struct Model {}
