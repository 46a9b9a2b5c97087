//! Messages are found at once wherever their places are, and the places get to where they stay.

use std::sync::{Arc, Mutex};

use common::{
    model::Body,
    seq::{Epoch, Rev, Seq},
};
use rusqlite::{
    Connection, StatementStatus,
    trace::{TraceEvent, TraceEventCodes},
};

use crate::store::{
    Store,
    conformance::{
        receipts::read,
        world::{NOW, append, john_and_mary, key, says, user},
    },
    message::Amendment,
    sqlite::SqliteStore,
};

/// How many rows a statement looked at without a key, and how often it sorted.
type Effort = (String, i32, i32);

/// A store, and what its statements do.
fn watched() -> (Arc<SqliteStore>, Arc<Mutex<Vec<Effort>>>) {
    let efforts = Arc::<Mutex<Vec<Effort>>>::default();
    let seen = efforts.clone();
    let mut connection = Connection::open_in_memory().unwrap();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let scanned = statement.get_status(StatementStatus::FullscanStep);
            let sorted = statement.get_status(StatementStatus::Sort);
            let sql = statement.sql().into_owned();
            seen.lock().unwrap().push((sql, scanned, sorted));
        }
    };
    connection
        .trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note))
        .unwrap();
    let store = SqliteStore::alone(connection, Epoch::new(1)).unwrap();
    (Arc::new(store), efforts)
}

/// Reading by place costs the same however many messages there are, on both sides of the border between old and new places.
#[tokio::test]
async fn no_message_is_looked_for_by_scanning_or_sorting() {
    let (engine, efforts) = watched();
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    for n in 1..=6 {
        append(&store, says(1, conv, n, "said")).await.unwrap();
    }
    assert_eq!(
        counted(&engine, "place").await + counted(&engine, "new_place").await,
        6
    );
    assert!(counted(&engine, "new_place").await > 0);
    efforts.lock().unwrap().clear();

    store
        .entries(conv, Seq::ZERO, Seq::new(9), 9)
        .await
        .unwrap();
    store.snapshot(conv, user(1), 9, NOW).await.unwrap();
    store.outline(conv).await.unwrap();
    store.heads(vec![conv]).await.unwrap();
    store.since(conv, Rev::new(1), 99).await.unwrap().unwrap();
    store.user_state(user(1)).await.unwrap();
    store.find_message(user(1), key(1)).await.unwrap().unwrap();
    for body in [
        Some(Body::Text {
            text: "new".to_owned(),
        }),
        None,
    ] {
        let change = Amendment {
            conv,
            seq: Seq::new(6),
            editor: user(1),
            body,
            at: NOW,
        };
        store.amend_message(change).await.unwrap().unwrap();
    }
    let mut again = says(1, conv, 7, "again");
    again.draft.mentions = vec![user(2)];
    append(&store, again).await.unwrap();
    read(&store, 2, conv, 3).await;
    let standing = store.standing(conv, user(2), NOW).await.unwrap().unwrap();
    assert!(standing.cursor.unread > 0 && standing.cursor.mentions > 0);
    let traces = store.traces(conv, Seq::new(2), user(2), NOW).await;
    traces.unwrap();

    let efforts = efforts.lock().unwrap();
    let of_messages: Vec<_> = efforts
        .iter()
        .filter(|(sql, ..)| sql.contains("message") || sql.contains("posted"))
        .collect();
    assert!(of_messages.len() >= 10, "{efforts:?}");
    for (sql, scanned, sorted) in of_messages {
        assert_eq!((*scanned, *sorted), (0, 0), "{sql}");
    }
}

async fn counted(engine: &SqliteStore, table: &'static str) -> u64 {
    let counted = engine.read(move |connection| {
        let sql = format!("SELECT count(*) FROM {table}");
        Ok(connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?)
    });
    u64::try_from(counted.await.unwrap()).unwrap()
}
