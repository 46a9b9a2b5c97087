//! `docs/PROTOCOL.md` describes exactly the frames in the source: it carries their hash.

use crate::sources::{Sources, is_test};

const PAGE: &str = "docs/PROTOCOL.md";
const OPENING: &str = "<!-- protocol-hash:";

/// A page whose hash is not that of the source.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let is = hash(sources);
    let written = sources
        .text(PAGE)
        .split_once(OPENING)
        .and_then(|(_, rest)| rest.split_once("-->"));
    match written {
        Some((said, _)) if said.trim() == is => Vec::new(),
        Some((said, _)) => vec![format!(
            "{PAGE}: describes the frames of {}, the sources under common/src/protocol/v1 are {is}. \
             Mend what changed on the page, then write `{OPENING} {is} -->` into it",
            said.trim()
        )],
        None => vec![format!(
            "{PAGE}: must describe every frame and contain `{OPENING} {is} -->`"
        )],
    }
}

/// FNV-1a over names and texts: short, the same on every machine, and nobody attacks a documentation check.
pub(crate) fn hash(sources: &Sources) -> String {
    let files = sources
        .rust("common/src/protocol/v1")
        .filter(|(path, _)| !is_test(path));
    let bytes = files.flat_map(|(path, text)| {
        path.bytes()
            .chain([0])
            .chain(text.bytes().filter(|byte| *byte != b'\r'))
    });
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
