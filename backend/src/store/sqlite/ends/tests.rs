//! What is remembered is never what has ceased to be so.

use std::sync::{Arc, Mutex};

use common::{ids::DeviceId, model::Body, seq::Epoch, time::Timestamp};
use tokio::sync::oneshot;

use crate::store::{
    Refusal, Store, StoreError,
    conformance::world::{NOW, account, append, john_and_mary, says, user},
    message::Amendment,
    session::{NewSession, TokenHash},
    sqlite::{Sharing, SqliteStore, state},
};

fn open(folder: &tempfile::TempDir, sharing: Sharing) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(folder.path(), sharing, Epoch::new(1)).unwrap())
}

#[tokio::test]
async fn what_another_process_appends_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let server: Arc<dyn Store> = open(&folder, Sharing::Server);
    let command: Arc<dyn Store> = open(&folder, Sharing::Command);
    let conv = john_and_mary(&server).await;
    for n in 1..=8 {
        let store = if n % 3 == 0 { &command } else { &server };
        let place = append(store, says(1, conv, n, "mine")).await.unwrap();
        assert_eq!(place.seq.get(), u64::from(n));
        assert_eq!(place.rev.get(), u64::from(n) + 1);
    }
}

#[tokio::test]
async fn what_another_verb_changes_is_seen() {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let conv = john_and_mary(&store).await;
    let first = append(&store, says(1, conv, 1, "first")).await.unwrap();
    let change = Amendment {
        conv,
        seq: first.seq,
        editor: user(1),
        body: Some(Body::Text {
            text: "changed".to_owned(),
        }),
        at: NOW,
    };
    store.amend_message(change).await.unwrap().unwrap();
    let second = append(&store, says(2, conv, 2, "second")).await.unwrap();
    assert_eq!(second.seq, first.seq.next());
    assert_eq!(
        second.rev,
        first.rev.next().next(),
        "the change took the rev between them"
    );
}

/// The places that a failed transaction gave are given again.
#[tokio::test]
async fn what_was_rolled_back_is_forgotten() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    append(&store, says(1, conv, 1, "before")).await.unwrap();
    let (running, runs) = oneshot::channel();
    let (go, may_go) = std::sync::mpsc::channel();
    let running = Mutex::new(Some(running));
    // Keeps the writer until the others have queued up behind it: so they are one group.
    let held = engine.clone();
    let mut holding = tokio::task::JoinSet::new();
    holding.spawn(async move {
        let held = held.write(move |_| {
            let _ = running.lock().unwrap().take().map(|tell| tell.send(()));
            let _ = may_go.recv();
            Ok(())
        });
        held.await.unwrap();
    });
    runs.await.unwrap();
    let (doomed, failing, ()) = tokio::join!(
        append(&store, says(1, conv, 2, "doomed")),
        engine.write(|_| Err::<(), Refusal>(StoreError::Full.into())),
        async { go.send(()).unwrap() },
    );
    holding.join_all().await;
    assert!(doomed.is_err() && failing.is_err(), "they were one group");
    let after = append(&store, says(1, conv, 3, "after")).await.unwrap();
    assert_eq!(after.seq.get(), 2, "no place was lost");
}

/// Every minute each device that is connected is written down as used: on a busy server that is many times a second.
#[tokio::test]
async fn that_devices_are_used_makes_nothing_forgotten() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    let new = NewSession {
        device: DeviceId::from_bytes([1; 16]),
        user: user(1),
        token: TokenHash([1; 32]),
        name: String::new(),
        ip: None,
        at: NOW,
    };
    let proven = account(1, "john", "John").credential;
    assert!(store.open_session(new, proven).await.unwrap());
    append(&store, says(1, conv, 1, "first")).await.unwrap();
    let later = Timestamp::from_millis(NOW.as_millis() + 60_000);
    let device = DeviceId::from_bytes([1; 16]);
    store.touch_session(device, later).await.unwrap();
    let ends = engine.ends.clone();
    let remembered = engine
        .write(move |connection| Ok(ends.as_of_now(connection).conversations.contains_key(&conv)));
    assert_eq!(remembered.await, Ok(true));
    let session = store.session(TokenHash([1; 32])).await.unwrap().unwrap();
    assert_eq!(session.last_seen, later);
}

/// What a verb wrote, as another one wrote before it in the same transaction, is noticed; what it wrote itself is believed to be beside.
#[tokio::test]
async fn writes_beside_keep_what_is_remembered_and_hide_nothing() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    let first = append(&store, says(1, conv, 1, "first")).await.unwrap();
    let ends = engine.ends.clone();
    let beside = engine.write(move |connection| {
        ends.beside(connection, || state::next(connection, user(1)))?;
        let remembered = ends.lock().conversations.contains_key(&conv);
        Ok(remembered && ends.lock().changes == connection.total_changes())
    });
    assert_eq!(beside.await, Ok(true), "nothing was forgotten");
    let ends = engine.ends.clone();
    let both = engine.write(move |connection| {
        connection.execute(
            "INSERT INTO conv_log (conv, rev, kind, seq, at) VALUES (?1, 3, 1, 1, 0)",
            [conv.as_bytes()],
        )?;
        ends.beside(connection, || state::next(connection, user(1)))?;
        Ok(())
    });
    both.await.unwrap();
    let second = append(&store, says(2, conv, 2, "second")).await.unwrap();
    assert_eq!((first.rev.get(), second.rev.get()), (2, 4));
}
