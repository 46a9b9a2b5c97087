//! Session tokens: 256 random bits that only the device knows.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{clock::Entropy, store::session::TokenHash};

/// A session token, in URL-safe base64: 43 characters. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(super) fn draw(entropy: &dyn Entropy) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(entropy.bytes::<32>()))
    }

    /// The text, for the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn digest(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What a token is found by; `None` for what cannot be one. Looking up a digest leaves nothing to be learnt from timing.
pub(super) fn digest(token: &str) -> Option<TokenHash> {
    let plausible = token.len() == 43 && token.is_ascii();
    plausible.then(|| Token(token.to_owned()).digest())
}
