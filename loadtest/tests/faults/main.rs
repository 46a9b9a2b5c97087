//! The real binary, broken on purpose: killed, its syncs failed, its disk filled, its frames repeated. The checker judges the histories;
//! that it can is proved by binaries and clients with planted faults, each of which it must find.
//!
//! The binary is `$CONFAB_BIN`, or `confab` in the target folder; the one with planted faults is `$CONFAB_PLANTED_BIN`, or
//! `confab-planted` there. `cargo xtask test` builds both. The long forms run with
//! `cargo test --package loadtest --test faults -- --ignored`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test ends where something is not as it must be, and says what it used"
)]

mod binaries;
mod duplicates;
mod kill;
mod storm;
mod town;

#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod strace;
#[cfg(target_os = "linux")]
mod sync;
