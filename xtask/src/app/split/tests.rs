//! What is done to the scripts and the page.

use super::*;

const LINK_SCRIPT: &str = "import { initSync } from \"./frontend.js\";\n\nfunction load() {\n    return fetch(new URL(\"./split_keys.wasm\", import.meta.url));\n}\nexport const __wasm_split_load_keys = load;\n";
const BOUND: &str = "import * as import1 from \"./__wasm_split.js\"\nimport * as import2 from \"./__wasm_split.js\"\nimport { other } from './snippets/a.js';\nlet wasm;\n";

fn keys() -> Piece {
    Piece {
        name: "split_keys-0123456789abcdef.wasm".to_owned(),
        bytes: b"keys".to_vec(),
    }
}

#[test]
fn the_link_script_moves_into_the_first_script() {
    let joined = with_link(BOUND, LINK_SCRIPT).unwrap();
    assert!(!joined.contains("__wasm_split.js"), "{joined}");
    assert!(!joined.contains("initSync }"), "{joined}");
    assert!(
        joined.contains("const import1 = later;\nconst import2 = later;\n"),
        "{joined}"
    );
    assert!(
        joined.contains("return { __wasm_split_load_keys };"),
        "{joined}"
    );
    assert!(joined.contains("import { other }"), "{joined}");
}

#[test]
fn a_script_that_looks_otherwise_is_refused() {
    assert!(with_link("let wasm;\n", LINK_SCRIPT).is_err());
    assert!(with_link(BOUND, "function load() {}\n").is_err());
    assert!(pinned("nothing is fetched", "0123456789abcdef", &[keys()]).is_err());
}

#[test]
fn a_piece_is_fetched_by_its_hashed_name_and_pinned_by_its_digest() {
    let link = pinned(LINK_SCRIPT, "0123456789abcdef", &[keys()]).unwrap();
    let expected = format!(
        "fetch(new URL(\"./split_keys-0123456789abcdef.wasm\", import.meta.url), {{ integrity: \"{}\" }})",
        integrity(b"keys")
    );
    assert!(link.contains(&expected), "{link}");
}

#[test]
fn the_page_names_the_pieces_and_their_digests_instead_of_what_trunk_made() {
    let dist = workspace::target().join("split-test");
    let _ = fs::remove_dir_all(&dist);
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("frontend-aa.js"), "old").unwrap();
    fs::write(dist.join("frontend-aa_bg.wasm"), "code").unwrap();
    let page = format!(
        r#"<head></head><script src="/frontend-aa.js" integrity="{}"></script><link rel="preload" href="/frontend-aa_bg.wasm" integrity="{}" as="fetch">"#,
        integrity(b"old"),
        integrity(b"code")
    );
    fs::write(dist.join("index.html"), page).unwrap();
    let script = Piece {
        name: "frontend-0123456789abcdef.js".to_owned(),
        bytes: b"new".to_vec(),
    };
    let code = Piece {
        name: "frontend-0123456789abcdef_bg.wasm".to_owned(),
        bytes: b"other code".to_vec(),
    };
    replace(&dist, &[script, code], &[keys()]).unwrap();
    let page = fs::read_to_string(dist.join("index.html")).unwrap();
    assert!(page.contains("/frontend-0123456789abcdef.js"), "{page}");
    assert!(
        page.contains(&integrity(b"new")) && !page.contains(&integrity(b"old")),
        "{page}"
    );
    assert!(
        page.contains(r#"<link rel="prefetch" href="/split_keys-0123456789abcdef.wasm""#),
        "{page}"
    );
    let preload = r#"<link rel="preload" href="/frontend-0123456789abcdef_bg.wasm" as="fetch">"#;
    assert!(
        page.contains(preload),
        "of a preload for `fetch` no browser checks it: {page}"
    );
    assert!(!dist.join("frontend-aa.js").exists());
    fs::remove_dir_all(&dist).unwrap();
}
