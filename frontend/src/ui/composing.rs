//! Whether a key is an input method's.

use leptos::ev::KeyboardEvent;

/// What browsers give as the code of a key that an input method takes.
const TAKEN: u32 = 229;

/// An input method has this key for itself: it chooses or confirms what is being composed. Safari ends composing before the key that confirms it,
/// which only its code gives away (`WebKit` bug 165004).
pub(crate) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN
}
