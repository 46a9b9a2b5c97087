//! The client without a browser: everything that happens goes in, what is to be done comes out.
//!
//! `browser event → Input → reduce → (Effects, Slices)`. There is no clock, no randomness, no I/O and no async here: a whole session can be
//! replayed in a native test, and is (the simulation in `backend/tests/simulation` runs three of these against the real server's core).
//!
//! # Layout, in reading order
//! - [`input`]: everything that can happen: frames, the link, the person, the storage, time.
//! - [`effect`]: everything that the client may ask of the world.
//! - [`slice`]: what changed on screen.
//! - [`showing`]: when it is shown.
//! - [`sorted_map`]: a map of few small entries, in little code.
//! - [`link`]: the connection, as a table of states and events.
//! - [`model`]: everything the client knows.
//! - [`persist`]: what is stored locally, and what is believed of it when it is read back.
//! - [`reduce`]: how the one changes the other; begins where `common::protocol::v1` ends.
//! - [`select`]: the model as view models, one per slice.
//! - [`devices`], [`picture`]: machines of their own, for pages that come later.

pub mod devices;
pub mod effect;
pub mod input;
pub mod link;
pub mod model;
pub mod persist;
pub mod picture;
pub mod reduce;
pub mod select;
pub mod showing;
pub mod slice;
pub mod sorted_map;
