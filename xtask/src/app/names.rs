//! A WebAssembly module without the names of its functions and labels. What is served holds none, and wasm-opt, which takes them out, complains
//! of each kind of name that it does not know.

use crate::failure::Failure;

/// What a module begins with: its magic number and its version.
const HEAD: usize = 8;
/// The kind of a section that has a name of its own and does nothing.
const CUSTOM: u8 = 0;
/// The section of names.
const NAME: &[u8] = b"\x04name";

/// The module without its section of names.
pub(super) fn removed(module: &[u8]) -> Result<Vec<u8>, Failure> {
    let sections = || {
        let (head, mut rest) = module.split_at_checked(HEAD)?;
        let mut kept = head.to_vec();
        while let Some((kind, after)) = rest.split_first() {
            let (length, body) = number(after)?;
            let (body, next) = body.split_at_checked(length)?;
            if *kind != CUSTOM || !body.starts_with(NAME) {
                kept.extend_from_slice(rest.get(..rest.len() - next.len())?);
            }
            rest = next;
        }
        Some(kept)
    };
    sections()
        .ok_or_else(|| Failure::Step("reading a part of the app: it is no WebAssembly".to_owned()))
}

/// An unsigned number as WebAssembly writes it (LEB128, at most five bytes), and what follows.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests;
