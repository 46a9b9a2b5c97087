//! Embeds the built app (`dist/`) where the feature `embed` asks for it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CONFAB_BUILD");
    #[cfg(feature = "embed")]
    embed();
}

#[cfg(feature = "embed")]
fn embed() {
    let dist = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");
    assert!(
        std::path::Path::new(dist).join("index.html").is_file(),
        "there is no built app in dist/: `cargo xtask build` makes it"
    );
    memory_serve::load_directory_with_embed(dist, true);
}
