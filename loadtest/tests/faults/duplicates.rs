//! N1: every frame arrives several times. One row each, and the same answer every time.

use std::{sync::Arc, time::Duration};

use loadtest::{
    checker::history::Happening,
    client::{Habits, journal::Journal},
};

use crate::{
    binaries,
    town::{Crowd, Town, assert_kept, entries},
};

const CLIENTS: u32 = 4;
const COPIES: usize = 5;

async fn every_frame_five_times(messages: u32) {
    let (town, server) = Town::found(&binaries::confab(), CLIENTS as usize, None).await;
    let journal = Arc::new(Journal::begin());
    let habits = Habits {
        window: 16,
        pace: Duration::from_millis(2),
        presses: messages / CLIENTS,
        copies: COPIES,
        ..Habits::default()
    };
    let clients = town.clients(0, &habits, &journal);
    let clients = Crowd::start(clients).run_dry().await;
    let evidence = town.evidence(&journal, clients).await;
    drop(server);
    assert_kept(&evidence);
    assert_eq!(entries(&evidence.log), u64::from(messages));
    let acknowledgements = evidence
        .history
        .iter()
        .filter(|moment| matches!(moment.what, Happening::Acked { .. }))
        .count();
    // The last copies' answers may come after a client has gone.
    assert!(
        acknowledgements > messages as usize * (COPIES - 1),
        "only {acknowledgements} acknowledgements"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n1_four_thousand_messages_sent_five_times_make_four_thousand_rows() {
    every_frame_five_times(4_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes; the same with 4,000 runs always"]
async fn n1_a_hundred_thousand_messages_sent_five_times_make_a_hundred_thousand_rows() {
    every_frame_five_times(100_000).await;
}
