//! The environment of each compiler.

use super::*;

#[test]
fn the_ordinary_way_needs_no_environment_and_debian_names_all_of_it() {
    assert!(Compiler::Toolchain.environment().is_empty());
    let debian = Compiler::Debian {
        linker: PathBuf::from("/toolchain/rust-lld"),
    }
    .environment();
    let names: Vec<_> = debian.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "RUSTC",
            "RUSTC_BOOTSTRAP",
            "CARGO_UNSTABLE_BUILD_STD",
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
            "CARGO_TARGET_DIR"
        ]
    );
}
