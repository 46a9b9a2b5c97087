//! Which files never change.

use super::is_hashed;

#[test]
fn a_name_that_holds_a_hash_is_kept_for_ever() {
    for name in [
        "/frontend-0123456789abcdef.js",
        "/frontend-0123456789abcdef_bg.wasm",
        "/styles-a1b2c3d4e5f60718.css",
        "/snippets/x-0123456789abcdef/inline.0123456789abcdef.js",
    ] {
        assert!(is_hashed(name), "{name}");
    }
    for name in [
        "/",
        "/index.html",
        "/favicon.svg",
        "/manifest.webmanifest",
        "/0123456789abcdeg.js",
        "/app.js",
    ] {
        assert!(!is_hashed(name), "{name}");
    }
}
