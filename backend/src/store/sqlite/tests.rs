//! The embedded engine passes the suite; and what only it can do wrong: locks, groups, disks that fail or fill up.

use std::{fs, sync::Arc};

use common::{
    ids::UserId,
    seq::{Epoch, Seq},
    time::Timestamp,
    validate::{DisplayName, Username},
};

use super::*;
use crate::{
    domain::Denied,
    store::{
        AccountStore, SyncStore,
        account::NewAccount,
        conformance::{
            store_conformance,
            world::{account, append, john_and_mary, says, user},
        },
    },
};

store_conformance!(file, super::in_a_folder());
store_conformance!(memory, super::in_memory());

fn in_a_folder() -> (Arc<dyn Store>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Arc::new(open(&folder, 41).unwrap()), folder)
}

fn in_memory() -> (Arc<dyn Store>, ()) {
    (
        Arc::new(SqliteStore::in_memory(Epoch::new(41)).unwrap()),
        (),
    )
}

fn open(folder: &tempfile::TempDir, epoch: u32) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(folder.path(), Sharing::Server, Epoch::new(epoch))
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_the_epoch_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (conv, place) = {
        let store: Arc<dyn Store> = Arc::new(open(&folder, 1).unwrap());
        let conv = john_and_mary(&store).await;
        (
            conv,
            append(&store, says(1, conv, 1, "kept")).await.unwrap(),
        )
    };
    let store: Arc<dyn Store> = Arc::new(open(&folder, 2).unwrap());
    assert_eq!(store.epoch(), Epoch::new(1), "the history goes on");
    assert_eq!(append(&store, says(1, conv, 1, "kept")).await, Ok(place));
    let next = append(&store, says(2, conv, 2, "next")).await.unwrap();
    assert_eq!((next.seq, next.rev), (place.seq.next(), place.rev.next()));
}

#[tokio::test]
async fn two_servers_cannot_share_a_folder_but_a_command_can() {
    let folder = tempfile::tempdir().unwrap();
    let server = open(&folder, 1).unwrap();
    assert!(matches!(open(&folder, 2), Err(OpenError::InUse(_))));
    let command = SqliteStore::open(folder.path(), Sharing::Command, Epoch::new(3)).unwrap();
    command
        .create_account(account(1, "mary", "Mary"))
        .await
        .unwrap();
    assert!(server.account(user(1)).await.unwrap().is_some());
    drop(server);
    open(&folder, 4).unwrap();
}

#[tokio::test]
async fn what_another_process_writes_is_noticed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let server = open(&folder, 1).unwrap();
    let before = server.written_elsewhere().await.unwrap();
    server
        .create_account(account(1, "mary", "Mary"))
        .await
        .unwrap();
    server.account(user(1)).await.unwrap();
    let command = SqliteStore::open(folder.path(), Sharing::Command, Epoch::new(3)).unwrap();
    command.accounts().await.unwrap();
    assert_eq!(server.written_elsewhere().await.unwrap(), before);
    let at = Some(Timestamp::from_millis(1));
    command.set_disabled(user(1), at).await.unwrap();
    let after = server.written_elsewhere().await.unwrap();
    assert_ne!(after, before);
    assert_eq!(server.written_elsewhere().await.unwrap(), after);
}

/// A name that the rules of today would refuse is read as it was kept: nobody loses their account to a stricter rule.
#[tokio::test]
async fn names_are_not_judged_again_when_they_are_read() {
    let store = SqliteStore::in_memory(Epoch::new(1)).unwrap();
    let old = NewAccount {
        username: Username::kept("7".to_owned()),
        name: DisplayName::kept(" \u{200b}".to_owned()),
        ..account(1, "mary", "Mary")
    };
    store.create_account(old).await.unwrap();
    let found = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(found.profile.username.as_str(), "7");
    assert_eq!(found.profile.name.as_str(), " \u{200b}");
}

#[tokio::test]
async fn a_write_that_is_refused_halfway_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder, 1).unwrap());
    store
        .create_account(account(1, "mary", "Mary"))
        .await
        .unwrap();
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..300_u32 {
        let store = store.clone();
        writing.spawn(async move {
            let done = store.write(move |connection| {
                let sql = "UPDATE account SET urev = urev + 1 WHERE id = ?1";
                connection.execute(sql, [UserId::from_bytes([1; 16]).as_bytes()])?;
                if n % 7 == 0 {
                    return Err(Denied::BadCursor.into());
                }
                Ok(())
            });
            assert_eq!(done.await.is_ok(), n % 7 != 0);
        });
    }
    writing.join_all().await;
    let heads = store.user_heads(vec![user(1)]).await.unwrap();
    let kept = (0..300_u64).filter(|n| n % 7 != 0).count();
    assert_eq!(heads[0].1.get(), u64::try_from(kept).unwrap());
}

/// A read whose transaction cannot be committed is over all the same: the next one on its thread is served.
#[tokio::test]
async fn a_read_that_cannot_end_spoils_no_other() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    let readers = Readers::start(vec![connection]).unwrap();
    // A reference to nothing, looked at when the transaction ends.
    let (cannot_end, arrival) = Verb::new(|connection: &Connection| {
        Ok(connection.execute_batch(
            "CREATE TABLE one (id INTEGER PRIMARY KEY);
             CREATE TABLE other (one INTEGER REFERENCES one DEFERRABLE INITIALLY DEFERRED);
             INSERT INTO other VALUES (1);",
        )?)
    });
    readers.submit(Box::new(cannot_end));
    assert!(arrival.await.unwrap().is_err());
    let (next, arrival) = Verb::new(|connection: &Connection| {
        Ok(connection.query_row("SELECT 7", [], |row| row.get::<_, i64>(0))?)
    });
    readers.submit(Box::new(next));
    assert_eq!(arrival.await.unwrap(), Ok(7));
}

/// What one job cannot do for a reason of its own, such as a row that it cannot read, keeps no other from being done.
#[tokio::test]
async fn a_write_that_fails_by_itself_fails_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder, 1).unwrap());
    let mary = *UserId::from_bytes([1; 16]).as_bytes();
    store
        .create_account(account(1, "mary", "Mary"))
        .await
        .unwrap();
    let count = move |connection: &Connection| -> Result<(), Refusal> {
        connection.execute("UPDATE account SET urev = urev + 1 WHERE id = ?1", [mary])?;
        Ok(())
    };
    let (holding, go) = hold(&store).await;
    let (one, cannot_read, breaks_off, other, ()) = tokio::join!(
        store.write(count),
        store.write(move |connection| {
            let name = "SELECT username FROM account WHERE id = ?1";
            Ok(connection.query_row(name, [mary], |row| row.get::<_, i64>(0))?)
        }),
        store.write(move |connection| {
            count(connection)?;
            Err::<(), _>(StoreError::Unavailable("another time".to_owned()).into())
        }),
        store.write(count),
        async { go.send(()).unwrap() },
    );
    holding.join_all().await;
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert!(matches!(
        cannot_read,
        Err(Refusal::Store(StoreError::Corrupt(_)))
    ));
    assert!(matches!(
        breaks_off,
        Err(Refusal::Store(StoreError::Unavailable(_)))
    ));
    assert!(store.is_writable());
    let heads = store.user_heads(vec![user(1)]).await.unwrap();
    assert_eq!(heads[0].1.get(), 2, "those two, and nothing of the others");
}

/// Keeps the writer busy until it is told to go, so that what queues up meanwhile is one group.
async fn hold(store: &Arc<SqliteStore>) -> (tokio::task::JoinSet<()>, std::sync::mpsc::Sender<()>) {
    let (running, runs) = tokio::sync::oneshot::channel();
    let (go, may_go) = std::sync::mpsc::channel();
    let running = std::sync::Mutex::new(Some(running));
    let store = store.clone();
    let mut holding = tokio::task::JoinSet::new();
    holding.spawn(async move {
        let held = store.write(move |_| {
            let _ = running.lock().unwrap().take().map(|tell| tell.send(()));
            let _ = may_go.recv();
            Ok(())
        });
        held.await.unwrap();
    });
    runs.await.unwrap();
    (holding, go)
}

/// A group that is run again one by one ends where the disk fails: what comes after is neither written nor acknowledged.
#[tokio::test]
async fn r4_nothing_of_a_group_is_acknowledged_after_the_disk_failed_in_its_midst() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder, 1).unwrap());
    let mary = *UserId::from_bytes([1; 16]).as_bytes();
    store
        .create_account(account(1, "mary", "Mary"))
        .await
        .unwrap();
    let count = move |connection: &Connection| -> Result<(), Refusal> {
        connection.execute("UPDATE account SET urev = urev + 1 WHERE id = ?1", [mary])?;
        Ok(())
    };
    let (holding, go) = hold(&store).await;
    let (spoils, fails, comes_late, ()) = tokio::join!(
        store.write(move |connection| {
            count(connection)?;
            Err::<(), _>(Denied::BadCursor.into())
        }),
        store.write(|_| Err::<(), _>(StoreError::Failed("the disk".to_owned()).into())),
        store.write(count),
        async { go.send(()).unwrap() },
    );
    holding.join_all().await;
    assert_eq!(spoils, Err(Denied::BadCursor.into()));
    assert!(matches!(fails, Err(Refusal::Store(StoreError::Failed(_)))));
    assert!(matches!(
        comes_late,
        Err(Refusal::Store(StoreError::Failed(_)))
    ));
    assert!(!store.is_writable());
    let heads = store.user_heads(vec![user(1)]).await.unwrap();
    assert_eq!(heads[0].1.get(), 0, "nothing was written");
}

#[tokio::test]
async fn a_damaged_database_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    {
        let store: Arc<dyn Store> = Arc::new(open(&folder, 1).unwrap());
        let conv = john_and_mary(&store).await;
        for n in 0..200 {
            append(&store, says(1, conv, n, &"x".repeat(1_000)))
                .await
                .unwrap();
        }
    }
    let path = folder.path().join("confab.db");
    let mut bytes = fs::read(&path).unwrap();
    let half = bytes.len() / 2;
    bytes[half..half + 4_096].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let refused = open(&folder, 1).err().expect("it must refuse");
    assert!(refused.to_string().contains("backup"), "{refused}");
    assert!(matches!(check(folder.path()), Err(OpenError::Damaged(_))));
    // A large one is not looked through at each start.
    let connection = Connection::open(&path).unwrap();
    assert!(super::check::undamaged_if_small(&connection, 10).is_ok());
    assert!(super::check::undamaged_if_small(&connection, 10_000).is_err());
}

/// R5: while the disk is full every write says so and nothing is lost; when there is room again, writing goes on by itself.
#[tokio::test]
async fn r5_a_full_disk_refuses_writes_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Arc::new(open(&folder, 1).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    // SQLite reports a reached page limit as it reports a full disk.
    limit_pages(&engine, "PRAGMA max_page_count = 1").await;
    let long = "x".repeat(5_000);
    let mut kept = 0;
    let refused = loop {
        match append(&store, says(1, conv, kept, &long)).await {
            Ok(_) => kept += 1,
            Err(refused) => break refused,
        }
        assert!(kept < 1_000, "the disk never fills");
    };
    assert_eq!(refused, Refusal::Store(StoreError::Full));
    assert!(store.is_writable(), "it is full, not broken");
    assert_eq!(engine.entries_stored(conv).await, kept, "reading goes on");
    limit_pages(&engine, "PRAGMA max_page_count = 1000000").await;
    let place = append(&store, says(1, conv, kept, &long)).await.unwrap();
    assert_eq!(place.seq.get(), u64::from(kept) + 1, "no place was lost");
}

async fn limit_pages(engine: &SqliteStore, pragma: &'static str) {
    let done = engine
        .write(move |connection| Ok(connection.query_row(pragma, [], |row| row.get::<_, i64>(0))?));
    done.await.unwrap();
}

impl SqliteStore {
    async fn entries_stored(&self, conv: common::ids::ConversationId) -> u32 {
        let outline = self.outline(conv).await.unwrap().unwrap();
        u32::try_from(outline.last_seq.get()).unwrap()
    }
}

/// R4: after an error of the disk nothing is acknowledged any more, not even what would succeed; a restart reads what is there.
#[tokio::test]
async fn r4_after_a_failed_write_nothing_is_acknowledged_until_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Arc::new(open(&folder, 1).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    let place = append(&store, says(1, conv, 1, "before")).await.unwrap();
    let broken = engine
        .write(|_| -> Result<(), Refusal> { Err(StoreError::Failed("EIO".to_owned()).into()) })
        .await;
    assert!(matches!(broken, Err(Refusal::Store(StoreError::Failed(_)))));
    assert!(!store.is_writable());
    for n in 2..5 {
        let refused = append(&store, says(1, conv, n, "after")).await;
        assert!(matches!(
            refused,
            Err(Refusal::Store(StoreError::Failed(_)))
        ));
    }
    assert_eq!(engine.entries_stored(conv).await, 1, "reading goes on");
    drop((store, engine));
    let store: Arc<dyn Store> = Arc::new(open(&folder, 1).unwrap());
    assert_eq!(append(&store, says(1, conv, 1, "before")).await, Ok(place));
    assert!(append(&store, says(1, conv, 2, "after")).await.is_ok());
}

#[tokio::test]
async fn the_log_is_moved_into_the_database_and_stays_small() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder, 1).unwrap());
    let conv = john_and_mary(&store).await;
    let long = "x".repeat(15_000);
    for round in 0..30_u32 {
        let mut writing = tokio::task::JoinSet::new();
        for n in 0..100 {
            let (store, long) = (store.clone(), long.clone());
            writing.spawn(async move {
                append(&store, says(1, conv, round * 100 + n, &long))
                    .await
                    .unwrap()
            });
        }
        writing.join_all().await;
    }
    let moved = fs::metadata(folder.path().join("confab.db-wal"))
        .unwrap()
        .len();
    let database = fs::metadata(folder.path().join("confab.db")).unwrap().len();
    assert!(
        moved < 32 << 20,
        "45 MB were written, the log has {moved} bytes"
    );
    assert!(database > 20 << 20, "the database has {database} bytes");
}

#[test]
fn durable_means_synced() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder, 1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let ask = |pragma: &'static str| {
        let asked = store.write(move |connection| {
            Ok(connection.query_row(pragma, [], |row| row.get::<_, String>(0))?)
        });
        runtime.block_on(asked).unwrap()
    };
    assert_eq!(
        ask("SELECT 'mode ' || journal_mode FROM pragma_journal_mode"),
        "mode wal"
    );
    assert_eq!(
        ask("SELECT 'sync ' || synchronous FROM pragma_synchronous"),
        "sync 2"
    );
    assert_eq!(
        ask("SELECT 'keys ' || foreign_keys FROM pragma_foreign_keys"),
        "keys 1"
    );
}

#[tokio::test]
async fn a_time_that_cannot_be_is_no_panic() {
    let (store, ()) = in_memory();
    let conv = john_and_mary(&store).await;
    let mut new = says(1, conv, 1, "late");
    new.at = Timestamp::from_millis(u64::MAX);
    append(&store, new).await.unwrap();
    let entries = store
        .entries(conv, Seq::ZERO, Seq::new(9), 9)
        .await
        .unwrap();
    assert_eq!(entries[0].message.at.as_millis(), i64::MAX.unsigned_abs());
}
