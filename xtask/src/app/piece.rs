//! A file of the app as it is served: its name holds a hash, and whoever asks for it pins its digest.

use std::{collections::hash_map::DefaultHasher, fs, hash::Hasher as _, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha384};

use crate::failure::Failure;

/// A file that will be served.
pub(super) struct Piece {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Piece {
    /// Puts it into the folder that is served.
    pub(super) fn write(&self, dist: &Path) -> Result<(), Failure> {
        fs::write(dist.join(&self.name), &self.bytes)
            .map_err(Failure::while_doing(format!("writing {}", self.name)))
    }
}

/// Sixteen hexadecimal digits, by which the server knows that a file never changes.
pub(super) fn hash(contents: &[&[u8]]) -> String {
    let mut hasher = DefaultHasher::new();
    for bytes in contents {
        hasher.write(bytes);
    }
    format!("{:016x}", hasher.finish())
}

/// A digest as pages and `fetch` take it (W3C Subresource Integrity).
pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}
