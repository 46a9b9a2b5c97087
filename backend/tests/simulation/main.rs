//! The whole system in one thread and in no time: several of the browser's cores, some of one person,, the real server over a real database, and a network that
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
//! - [`eyes`]: what they have really looked at.
//! - [`ledger`]: what they really did and decided, which everything is held against.
//! - [`overheard`]: what the server tells, held against it at once.
//! - [`check`]: what must be true at the end, and all the time.

#![expect(
    clippy::expect_used,
    reason = "a world that cannot be built is a failed test"
)]

mod browser;
mod check;
mod eyes;
mod ledger;
mod network;
mod overheard;
mod person;
mod server;
mod world;

use std::{
    io::{Write, stderr},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use world::{Mutant, World};

/// Seeds in every run; `CONFAB_SEEDS` asks for another number, however long it takes.
const SEEDS: u64 = 10_000;

/// No seed is begun later than that, on a machine that has other things to do.
const AT_MOST: Duration = Duration::from_mins(3);

/// A world that came to its end with nothing wrong.
#[derive(Debug, PartialEq, Eq)]
struct Lived {
    /// Everything that happened, as one number.
    trace: u64,
    /// How much happened.
    steps: u64,
}

/// How much was run.
#[derive(Default)]
struct Tally {
    worlds: AtomicU64,
    steps: AtomicU64,
}

/// A number from the environment.
fn asked_for(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("it is a number"))
}

/// Runs one world to its end; what is wrong with it, if something is.
fn run(seed: u64, mutant: Mutant) -> Result<Lived, String> {
    let mut world = World::new(seed, mutant);
    world.live();
    check::judge(&mut world)?;
    Ok(Lived {
        trace: world.trace(),
        steps: world.steps,
    })
}

/// Runs seeds while there are any and `go_on` says so, until one breaks this promise; the first that does, and how.
fn search(
    seeds: u64,
    mutant: Mutant,
    promise: &str,
    tally: &Tally,
    go_on: impl Fn() -> bool + Sync,
) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let search = || {
        let mut found = None;
        while found.is_none() && go_on() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                break;
            }
            tally.worlds.fetch_add(1, Ordering::Relaxed);
            match run(seed, mutant) {
                Ok(lived) => drop(tally.steps.fetch_add(lived.steps, Ordering::Relaxed)),
                Err(wrong) if wrong.contains(promise) => {
                    found = Some((seed, wrong));
                    next.store(seeds, Ordering::Relaxed);
                }
                // A fault breaks other promises, too.
                Err(_) => {}
            }
        }
        found
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(search)).collect();
        let ends = threads
            .into_iter()
            .map(|thread| thread.join().expect("a world panicked"));
        ends.flatten().min()
    })
}

/// Sections 1 to 5, and that everyone sees the same: whatever the network, the server, the browsers and the people went through.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long a test may take is measured by the machine's clock"
)]
fn every_world_converges() {
    let begun = Instant::now();
    let asked = asked_for("CONFAB_SEEDS");
    let tally = Tally::default();
    let failed = match asked_for("CONFAB_SEED") {
        Some(seed) => run(seed, Mutant::None).err().map(|wrong| (seed, wrong)),
        None => search(asked.unwrap_or(SEEDS), Mutant::None, "", &tally, || {
            asked.is_some() || begun.elapsed() < AT_MOST
        }),
    };
    if let Some((seed, wrong)) = failed {
        panic!("seed {seed}: {wrong}\nreplay with CONFAB_SEED={seed}");
    }
    // Past the test's own capture: whoever reads the log is to know how much was tried.
    let (worlds, steps) = (tally.worlds.into_inner(), tally.steps.into_inner());
    let said = writeln!(stderr(), "simulation: {worlds} worlds, {steps} steps");
    said.expect("there is somewhere to say it");
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

#[test]
fn a_stale_tab_that_moves_a_cursor_back_is_caught() {
    caught(Mutant::CursorGoesBack, "cursor");
}

#[test]
fn own_messages_that_count_are_caught() {
    caught(Mutant::OwnMessagesCount, "I4");
}

#[test]
fn receipts_that_are_given_while_they_are_off_are_caught() {
    caught(Mutant::SwitchUnheard, "receipts");
}

#[test]
fn someone_invisible_who_is_shown_is_caught() {
    caught(Mutant::InvisibilityUnheard, "invisible");
}

#[test]
fn rights_that_outlive_what_gave_them_are_caught() {
    caught(Mutant::RightsAreKept, "may not");
}

#[test]
fn typing_that_outlives_its_connection_is_caught() {
    caught(Mutant::TypingOutlivesConnection, "T1");
}

#[test]
fn presence_that_outlives_the_last_connection_is_caught() {
    caught(Mutant::PresenceOutlivesConnection, "presence");
}

#[test]
fn presence_that_is_told_to_those_who_know_it_is_caught() {
    caught(Mutant::NewsToEveryone, "P3");
}

/// The fault breaks this very promise in one of 1,000 worlds, and in the same world nothing is wrong without it.
#[track_caller]
fn caught(mutant: Mutant, promise: &str) {
    let (seed, _) = search(1_000, mutant, promise, &Tally::default(), || true)
        .unwrap_or_else(|| panic!("{mutant:?} breaks no {promise} in 1,000 worlds"));
    assert!(run(seed, Mutant::None).is_ok());
}
