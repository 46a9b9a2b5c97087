//! R1: SIGKILL at random moments under load. Nothing acknowledged is lost, nothing stands twice, no order splits.

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use loadtest::{
    checker::{
        Evidence,
        history::{Happening, Moment},
    },
    client::{Flaw, Habits, journal::Journal},
};
use tokio::time::{Instant, sleep};

use crate::{
    binaries,
    town::{Crowd, Town, assert_kept, broken},
};

const SEED: u64 = 0x5eed;

/// How long no message may get through after the last kill.
const PATIENCE: Duration = Duration::from_mins(3);

/// A test's parameters.
struct Ordeal<'a> {
    binary: &'a Path,
    plant: Option<&'static str>,
    kills: u32,
    /// Acknowledged messages before it ends: a slow machine takes longer for them, and proves as much.
    messages: usize,
    habits: Habits,
}

impl Ordeal<'_> {
    /// Lets four people on six devices write to one another while the server is killed and started again.
    async fn run(self) -> Evidence {
        let mut random = fastrand::Rng::with_seed(SEED);
        let (mut town, mut server) = Town::found(self.binary, 4, None).await;
        if let Some(fault) = self.plant {
            town.plant(fault);
            server.kill();
            server = town.start().await;
        }
        let journal = Arc::new(Journal::begin());
        let crowd = Crowd::start(town.clients(2, &self.habits, &journal));
        for _ in 0..self.kills {
            sleep(Duration::from_millis(random.u64(80..400))).await;
            server.kill();
            server = town.start().await;
        }
        // A slow machine takes as long as it takes; only one that gets nowhere fails.
        let (mut most, mut give_up) = (0, Instant::now() + PATIENCE);
        loop {
            let now = journal.look(acknowledged);
            if now >= self.messages {
                break;
            }
            if now > most {
                (most, give_up) = (now, Instant::now() + PATIENCE);
            }
            assert!(Instant::now() < give_up, "nothing gets through after {now}");
            sleep(Duration::from_secs(1)).await;
        }
        let clients = crowd.finish().await;
        let evidence = town.evidence(&journal, clients).await;
        drop(server);
        evidence
    }
}

/// Changes get lost on their way to the clients too, so that gaps have to be filled.
fn lossy() -> Habits {
    Habits {
        loss: 0.02,
        ..Habits::default()
    }
}

/// How many messages were acknowledged; a repeated acknowledgement counts once.
fn acknowledged(history: &[Moment]) -> usize {
    let keys = history.iter().filter_map(|moment| match moment.what {
        Happening::Acked { cid, .. } => Some(cid),
        _ => None,
    });
    keys.collect::<BTreeSet<_>>().len()
}

/// R1 with so many kills and at least so many acknowledged messages.
async fn nothing_is_lost(kills: u32, messages: usize) {
    let ordeal = Ordeal {
        binary: &binaries::confab(),
        plant: None,
        kills,
        messages,
        habits: lossy(),
    };
    let evidence = ordeal.run().await;
    assert_kept(&evidence);
    let messages = acknowledged(&evidence.history);
    println!("{kills} kills, {messages} acknowledged messages, none lost, none twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_fifty_kills_lose_nothing_and_repeat_nothing() {
    nothing_is_lost(50, 5_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a quarter of an hour; the same with fifty kills runs always"]
async fn r1_a_thousand_kills_lose_nothing_and_repeat_nothing() {
    nothing_is_lost(1_000, 200_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_finds_acknowledgements_before_the_commit() {
    let ordeal = Ordeal {
        binary: &binaries::planted(),
        plant: Some("ack-before-commit"),
        kills: 8,
        messages: 0,
        habits: Habits::default(),
    };
    let broken = broken(&ordeal.run().await);
    assert!(broken.contains(&"I1"), "found only {broken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_finds_broadcasts_before_the_commit() {
    let ordeal = Ordeal {
        binary: &binaries::planted(),
        plant: Some("broadcast-before-commit"),
        kills: 8,
        messages: 0,
        habits: Habits::default(),
    };
    let broken = broken(&ordeal.run().await);
    assert!(broken.contains(&"I3"), "found only {broken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_finds_a_client_that_retries_with_a_new_key() {
    let ordeal = Ordeal {
        binary: &binaries::confab(),
        plant: None,
        kills: 8,
        messages: 0,
        habits: Habits {
            flaw: Some(Flaw::NewKeyOnRetry),
            ..Habits::default()
        },
    };
    let broken = broken(&ordeal.run().await);
    assert!(broken.contains(&"I2"), "found only {broken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checker_finds_a_client_that_ignores_gaps() {
    let ordeal = Ordeal {
        binary: &binaries::confab(),
        plant: None,
        kills: 1,
        messages: 3_000,
        habits: Habits {
            flaw: Some(Flaw::IgnoresGaps),
            ..lossy()
        },
    };
    let broken = broken(&ordeal.run().await);
    assert!(broken.contains(&"I3"), "found only {broken:?}");
}
