//! The rules of the repository that the compiler cannot hold: who may import whom, where a crate may be named, how long
//! a file may be, what every dependency and every frame must come with. Each rule has a planted fault in
//! `tidy/planted.rs` that shows that it fires.

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/confined.rs"]
mod confined;
#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/metrics.rs"]
mod metrics;
#[path = "tidy/page.rs"]
mod page;
#[path = "tidy/planted.rs"]
mod planted;
#[path = "tidy/protocol.rs"]
mod protocol;
#[path = "tidy/sources.rs"]
mod sources;
#[path = "tidy/table.rs"]
mod table;

use sources::Sources;

/// Every rule, over every file. What is wrong, one line each.
fn check(sources: &Sources) -> Vec<String> {
    let rules: [fn(&Sources) -> Vec<String>; 7] = [
        layers::check,
        confined::check,
        files::check,
        manifests::check,
        protocol::check,
        page::check,
        metrics::check,
    ];
    rules.iter().flat_map(|rule| rule(sources)).collect()
}

#[test]
fn the_repository_is_tidy() {
    let wrong = check(&Sources::of_the_repository());
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
