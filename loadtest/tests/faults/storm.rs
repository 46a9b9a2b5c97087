//! N9: the server is gone, and five hundred clients come back in the same moment.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use loadtest::{
    checker::history::{Client as Name, Happening, Moment},
    client::{Habits, journal::Journal},
};
use tokio::time::{sleep, timeout};

use crate::{
    binaries,
    town::{Crowd, Town, assert_kept},
};

const PEOPLE: usize = 20;
const CLIENTS: usize = 500;

/// What all of it may take; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_mins(3);

/// How many clients have had at least so many messages acknowledged.
fn clients_with(messages: usize, history: &[Moment]) -> usize {
    let mut authors = BTreeMap::new();
    let mut acknowledged = BTreeMap::<Name, usize>::new();
    for moment in history {
        match &moment.what {
            Happening::Sent { press, cid, .. } => {
                authors.insert(*cid, press.client);
            }
            // Told once more, after a retry, it is the same message.
            Happening::Acked { cid, .. } => {
                if let Some(client) = authors.remove(cid) {
                    *acknowledged.entry(client).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let enough = acknowledged.values().filter(|count| **count >= messages);
    enough.count()
}

/// Waits until every client has had so many messages acknowledged. Each presses once per connection, so these are connections that work.
async fn everyone_got_through(messages: usize, journal: &Journal) {
    let all = async {
        while journal.look(|history| clients_with(messages, history)) < CLIENTS {
            sleep(Duration::from_millis(100)).await;
        }
    };
    let everyone = timeout(PATIENCE, all).await;
    assert!(
        everyone.is_ok(),
        "{} of {CLIENTS} clients got through {messages} times",
        journal.look(|history| clients_with(messages, history))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn n9_five_hundred_clients_come_back_at_once_and_miss_nothing() {
    let (town, mut server) = Town::found(&binaries::confab(), PEOPLE, None).await;
    let journal = Arc::new(Journal::begin());
    let habits = Habits {
        // Once, when it connects: whoever talks on would hide that somebody else did not come back.
        pace: Duration::from_hours(1),
        ..Habits::default()
    };
    let crowd = Crowd::start(town.devices(CLIENTS, &habits, &journal));
    everyone_got_through(1, &journal).await;
    server.kill();
    let server = town.start().await;
    everyone_got_through(2, &journal).await;
    let clients = crowd.finish().await;
    let evidence = town.evidence(&journal, clients).await;
    drop(server);
    assert_kept(&evidence);
}
