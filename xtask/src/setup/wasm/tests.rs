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

#[test]
fn a_system_without_the_packages_is_sent_to_rustup_with_exit_code_2() {
    let failed = || Failure::Step("apt-get ended with 100".to_owned());
    let said = instead_of_apt(failed(), false, "rustup target add it");
    assert!(
        matches!(&said, Failure::NeedsHand { command, .. } if command == "rustup target add it")
    );
    assert!(matches!(
        instead_of_apt(failed(), true, ""),
        Failure::Step(_)
    ));
}
