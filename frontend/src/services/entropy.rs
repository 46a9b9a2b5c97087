//! Randomness, from the browser's cryptographic generator.

/// Fresh random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = super::window::get()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs WebAssembly has it, for at most 64 KiB at a time. Without it keys would repeat, and a repeated key makes
    // one message take another's place: stopping is the lesser evil.
    assert!(filled.is_ok(), "this browser has no randomness");
    bytes
}
