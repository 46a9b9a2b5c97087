//! The hash that lets Trunk's loader run, and nothing else.

use super::{content_security_policy, inline_scripts};
use crate::edge::Site;

const PAGE: &str = r#"<!DOCTYPE html><html><head>
<script type="module">import init from '/app-0123.js'; init();</script>
<script type="module" src="/other.js"></script>
<link rel="modulepreload" href="/app-0123.js"></head><body></body></html>"#;

#[test]
fn only_inline_scripts_are_found() {
    assert_eq!(
        inline_scripts(PAGE),
        ["import init from '/app-0123.js'; init();"]
    );
    assert_eq!(inline_scripts("<p>no script</p>"), Vec::<&str>::new());
}

#[test]
fn the_loader_is_allowed_by_its_hash() {
    let origin = "http://127.0.0.1:8080".parse().expect("an origin");
    let site = Site::new(vec![origin], Vec::new());
    let policy = content_security_policy(&site, Some(PAGE));
    // printf %s "import init from '/app-0123.js'; init();" | openssl dgst -sha256 -binary | base64
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-J/B92bCdmVSSqvjnqgsj7S0olNpKhPg/jihrAe7hl9I=';"), "{policy}");
    assert!(content_security_policy(&site, None).contains("script-src 'self' 'wasm-unsafe-eval';"));
}
