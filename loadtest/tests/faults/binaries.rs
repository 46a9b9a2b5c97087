//! The binaries under test.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Where cargo puts binaries: two above `target/debug/deps/faults-…`.
fn target() -> PathBuf {
    let test = env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().to_owned()
}

fn find(variable: &str, name: &str, build: &str) -> PathBuf {
    let path = env::var_os(variable).map_or_else(
        || {
            target()
                .join(name)
                .with_extension(env::consts::EXE_EXTENSION)
        },
        PathBuf::from,
    );
    assert!(
        Path::new(&path).exists(),
        "{} is missing. Build it: {build}",
        path.display()
    );
    path
}

/// The server as it is shipped.
pub(crate) fn confab() -> PathBuf {
    find("CONFAB_BIN", "confab", "cargo build --package backend")
}

/// The server with faults that the environment variable `CONFAB_PLANT` switches on.
pub(crate) fn planted() -> PathBuf {
    find(
        "CONFAB_PLANTED_BIN",
        "confab-planted",
        "cargo build --package backend --features planted-faults && cp target/debug/confab target/debug/confab-planted \
         && cargo build --package backend",
    )
}
