//! Capabilities: what may be used beyond the core, by name. Each end lists what it understands; a frame of a capability that the other did
//! not list is answered with `unsupported`, never guessed at.

/// Read and delivery state: `read`, `read_many`, `recv`, `mark_unread`, `standing`, `why`; `cursor`, `receipts`.
pub const RECEIPTS: &str = "receipts";
/// Typing indicators: `typing`, `typing_set`.
pub const TYPING: &str = "typing";
/// Presence: `activity`, `watch`, `set_choice`; `presence`.
pub const PRESENCE: &str = "presence";
/// Requests, contacts, blocks, reports, names and settings: `accept`, `contact`, `block`, `report`, `set_name`, `set_settings`,
/// `set_conversation`; `account`, `profiles`.
pub const PEOPLE: &str = "people";
/// Drafts that follow a person from device to device: `save_draft`.
pub const DRAFTS: &str = "drafts";

/// What this build's server offers.
pub const OFFERED: &[&str] = &[RECEIPTS, TYPING, PRESENCE, PEOPLE, DRAFTS];
