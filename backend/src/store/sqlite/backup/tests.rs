use std::sync::Arc;

use common::{ids::ConversationId, seq::Rev};

use super::*;
use crate::store::{
    Store,
    conformance::world::{NOW, append, john_and_mary, says, user},
    sqlite::{Sharing, SqliteStore},
};

fn open(folder: &Path, epoch: u32) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(folder, Sharing::Server, Epoch::new(epoch)).unwrap())
}

async fn posts(store: &Arc<dyn Store>, conv: ConversationId, from: u32, to: u32) {
    for n in from..=to {
        append(store, says(1, conv, n, "hello")).await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_made_beside_a_writing_server_is_whole_and_opens_a_new_history() {
    let (live, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = elsewhere.path().join("monday.db");
    let store = open(live.path(), 1);
    let conv = john_and_mary(&store).await;
    posts(&store, conv, 1, 40).await;
    let folder = live.path().to_owned();
    let target = copy.clone();
    let copying = tokio::task::spawn_blocking(move || back_up(&folder, &target));
    posts(&store, conv, 41, 400).await;
    copying.await.unwrap().unwrap();

    let restored = elsewhere.path().join("data");
    restore(&restored, &copy, Epoch::new(2)).unwrap();
    let again = open(&restored, 3);
    assert_eq!(
        again.epoch(),
        Epoch::new(2),
        "clients of the old history start anew"
    );
    let (old, new) = (
        store
            .snapshot(conv, user(1), 1_000, NOW)
            .await
            .unwrap()
            .unwrap()
            .state,
        again
            .snapshot(conv, user(1), 1_000, NOW)
            .await
            .unwrap()
            .unwrap()
            .state,
    );
    assert!(
        new.last_seq.get() >= 40,
        "all that was acknowledged before the copy began"
    );
    assert_eq!(
        new.rev,
        Rev::new(new.last_seq.get() + 1),
        "and no half message"
    );
    assert!(old.entries.starts_with(&new.entries));
}

#[tokio::test]
async fn nothing_is_overwritten_and_a_running_server_is_left_alone() {
    let (live, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = elsewhere.path().join("monday.db");
    let empty = back_up(elsewhere.path(), &copy).unwrap_err();
    assert!(matches!(empty, BackupError::Open(OpenError::Missing(_))));

    let store = open(live.path(), 1);
    back_up(live.path(), &copy).unwrap();
    let twice = back_up(live.path(), &copy).unwrap_err();
    assert!(matches!(twice, BackupError::Exists(_)));
    let in_use = restore(live.path(), &copy, Epoch::new(2)).unwrap_err();
    assert!(matches!(in_use, BackupError::Open(OpenError::InUse(_))));
    drop(store);
    let full = restore(live.path(), &copy, Epoch::new(2)).unwrap_err();
    assert!(matches!(full, BackupError::Exists(_)));
    assert_eq!(open(live.path(), 9).epoch(), Epoch::new(1));
}

#[test]
fn what_is_no_backup_is_refused_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("holiday.jpg");
    std::fs::write(&source, [0xff; 8_192]).unwrap();
    let data = folder.path().join("data");
    assert!(restore(&data, &source, Epoch::new(2)).is_err());
    assert!(!data.join(FILE).exists() && !data.join(format!("{FILE}.part")).exists());
}

#[test]
fn a_log_without_its_database_is_not_taken_for_the_copys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join(format!("{FILE}-wal")), [7; 64]).unwrap();
    let refused = restore(&data, &folder.path().join("monday.db"), Epoch::new(2)).unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)));
}
