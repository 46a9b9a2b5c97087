//! The whole system in one thread and in no time: three of the browser's cores, the real server over a real database, and a network that
//! does its worst, all driven by one seed.
//!
//! What is real: `client_core` with all its rules; `backend::ws::machine`, greeting and requests; services, hub, SQLite. What is invented,
//! by the seed: every delay, every loss, repetition and reordering, when the server dies and whether it did what it was asked before,
//! when a browser is reloaded, what the people do, what the clocks show. A seed that fails prints its number, and replays to the letter:
//! `CONFAB_SEED=123 cargo test -p backend --test simulation`.
//!
//! - [`world`]: the queue of what happens next, and the weather.
//! - [`network`]: what becomes of a frame between its ends.
//! - [`server`]: a server process, from start to crash.
//! - [`browser`]: a browser around one core: its storage, its timers.
//! - [`person`]: what the people do.
//! - [`check`]: what must be true at the end, and all the time.

#![expect(
    clippy::expect_used,
    reason = "a world that cannot be built is a failed test"
)]

mod browser;
mod check;
mod network;
mod person;
mod server;
mod world;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use world::{Mutant, World};

/// Seeds in every run; `CONFAB_SEEDS` asks for another number.
const SEEDS: u64 = 1_000;

/// A number from the environment.
fn asked_for(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("it is a number"))
}

/// Runs one world to its end; what is wrong with it, or the trace of everything that happened.
fn run(seed: u64, mutant: Mutant) -> Result<u64, String> {
    let mut world = World::new(seed, mutant);
    world.live();
    check::judge(&mut world)?;
    Ok(world.trace())
}

/// Runs seeds until they are used up or one fails; the first that fails, and why.
fn search(seeds: u64, mutant: Mutant) -> BTreeMap<u64, String> {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let search = || {
        let mut failed = BTreeMap::new();
        while failed.is_empty() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                break;
            }
            if let Err(wrong) = run(seed, mutant) {
                failed.insert(seed, wrong);
                next.store(seeds, Ordering::Relaxed);
            }
        }
        failed
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(search)).collect();
        let ends = threads
            .into_iter()
            .map(|thread| thread.join().expect("a world panicked"));
        ends.flatten().collect()
    })
}

/// I1–I6, I9, and that everyone sees the same: whatever the network, the server and the browsers went through.
#[test]
fn every_world_converges() {
    let failed = match asked_for("CONFAB_SEED") {
        Some(seed) => {
            let wrong = run(seed, Mutant::None).err();
            wrong.map(|wrong| (seed, wrong)).into_iter().collect()
        }
        None => search(asked_for("CONFAB_SEEDS").unwrap_or(SEEDS), Mutant::None),
    };
    if let Some((seed, wrong)) = failed.first_key_value() {
        panic!("seed {seed}: {wrong}\nreplay with CONFAB_SEED={seed}");
    }
}

#[test]
fn a_seed_replays_to_the_letter() {
    for seed in [3, 14, 15] {
        let first = run(seed, Mutant::None);
        assert!(first.is_ok());
        assert_eq!(first, run(seed, Mutant::None), "seed {seed}");
    }
}

/// A check that has not failed on a fault proves nothing.
#[test]
fn a_client_that_retries_with_a_new_key_is_caught() {
    caught(Mutant::NewKeyOnRetry, "I2");
}

#[test]
fn a_client_that_does_not_fetch_gaps_is_caught() {
    caught(Mutant::NoGapFetch, "I7");
}

#[test]
fn a_client_that_does_not_write_its_outbox_down_is_caught() {
    caught(Mutant::NothingWrittenDown, "I1");
}

#[test]
fn a_server_that_acknowledges_before_it_stores_is_caught() {
    caught(Mutant::AcknowledgedBeforeStored, "I1");
}

/// The fault breaks this very promise in one of 50 worlds, and in the same world nothing is wrong without it.
#[track_caller]
fn caught(mutant: Mutant, promise: &str) {
    let failed = search(50, mutant);
    let (seed, wrong) = failed
        .first_key_value()
        .unwrap_or_else(|| panic!("{mutant:?} went unnoticed in 50 worlds"));
    assert!(
        wrong.contains(promise),
        "{mutant:?} was noticed as something else: {wrong}"
    );
    assert!(run(*seed, Mutant::None).is_ok());
}
