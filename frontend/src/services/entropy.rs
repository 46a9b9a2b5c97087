//! Randomness, from the browser's cryptographic generator.

use std::cell::RefCell;

/// Bytes asked for at a time: every frame of the server comes with a few, and asking costs more than they do.
const AHEAD: usize = 1_024;

/// Fresh random bytes, at most 1,024.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    thread_local! {
        static DRAWN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    DRAWN.with_borrow_mut(|ahead| {
        if ahead.len() < N {
            *ahead = drawn();
        }
        let mut bytes = [0; N];
        // What was given is not there any more: no two keys are made of the same bytes.
        let given = ahead.split_off(ahead.len() - N);
        bytes.copy_from_slice(&given);
        bytes
    })
}

fn drawn() -> Vec<u8> {
    let mut bytes = vec![0; AHEAD];
    let filled = super::window::get()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs WebAssembly has it, for at most 64 KiB at a time. Without it keys would repeat, and a repeated key makes
    // one message take another's place: stopping is the lesser evil.
    assert!(filled.is_ok(), "this browser has no randomness");
    bytes
}
