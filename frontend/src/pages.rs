//! An address to features.

pub(crate) mod chat;
pub(crate) mod door;
pub(crate) mod not_found;
