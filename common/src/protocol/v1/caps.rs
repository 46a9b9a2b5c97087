//! Capabilities: what may be used beyond the core, by name. Each end lists what it understands; a frame of a capability that the other did
//! not list is answered with `unsupported`, never guessed at.

/// Read and delivery state: `read`, `recv`, `mark_unread`, `receipts`. Frames are defined; no server offers them yet.
pub const RECEIPTS: &str = "receipts";
/// Typing indicators: `typing`, `typing_set`. Frames are defined; no server offers them yet.
pub const TYPING: &str = "typing";
/// Presence: `activity`, `watch`, `presence`. Frames are defined; no server offers them yet.
pub const PRESENCE: &str = "presence";

/// What this build's server offers.
pub const OFFERED: &[&str] = &[];
