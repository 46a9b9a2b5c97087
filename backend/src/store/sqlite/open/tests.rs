//! A database of an earlier version is brought up to date with everything in it.

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Event},
    seq::{Rev, Seq, StateVer},
    time::Timestamp,
};
use refinery::Target;

use super::*;
use crate::store::{
    Store,
    message::{BodyHash, Place},
};

/// Two people, a conversation of three messages (as written, edited, deleted) and another one of one, as version 1 stored them.
const OF_VERSION_1: &str = r#"
    INSERT INTO account (id, username, skeleton, name, created)
    VALUES (x'01010101010101010101010101010101', 'john', 'john', 'John', 1),
           (x'02020202020202020202020202020202', 'mary', 'mary', 'Mary', 1);
    INSERT INTO conversation (id, kind, created, low, high)
    VALUES (x'09090909090909090909090909090909', 1, 1, x'01010101010101010101010101010101', x'02020202020202020202020202020202'),
           (x'07070707070707070707070707070707', 2, 1, NULL, NULL);
    INSERT INTO member (conv, position, user, join_seq)
    VALUES (x'09090909090909090909090909090909', 0, x'01010101010101010101010101010101', 1),
           (x'09090909090909090909090909090909', 1, x'02020202020202020202020202020202', 1);
    INSERT INTO conv_log (conv, rev, kind, seq, event, at)
    VALUES (x'09090909090909090909090909090909', 1, 0, NULL, '{"t":"created","kind":"direct","members":[]}', 1),
           (x'09090909090909090909090909090909', 5, 1, 2, NULL, 50),
           (x'09090909090909090909090909090909', 6, 2, 3, NULL, 60);
    INSERT INTO message (conv, seq, rev, author, cid, hash, body, reply_to, files, mentions, at, edited)
    VALUES (x'09090909090909090909090909090909', 3, 4, x'01010101010101010101010101010101', x'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3',
            x'a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3', NULL, NULL, NULL, NULL, 30, NULL),
           (x'09090909090909090909090909090909', 1, 2, x'01010101010101010101010101010101', x'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1',
            x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', '{"t":"text","text":"Tea?"}', NULL, NULL, NULL, 10, NULL),
           (x'09090909090909090909090909090909', 2, 3, x'02020202020202020202020202020202', x'c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2',
            x'a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2', '{"t":"text","text":"At four."}', 1, NULL,
            '["01010101-0101-0101-0101-010101010101"]', 20, 50),
           (x'07070707070707070707070707070707', 1, 1, x'01010101010101010101010101010101', x'c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4',
            x'a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4', '{"t":"text","text":"elsewhere"}', NULL, NULL, NULL, 25, NULL);
"#;

const CONV: ConversationId = ConversationId::from_bytes([9; 16]);
const MARY: UserId = UserId::from_bytes([2; 16]);

#[tokio::test]
async fn messages_of_version_1_keep_their_places_their_keys_and_what_became_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = Connection::open(folder.path().join(FILE)).unwrap();
    let version_1 = migrations::migrations::runner().set_target(Target::Version(1));
    version_1.run(&mut old).unwrap();
    old.execute_batch(OF_VERSION_1).unwrap();
    drop(old);

    let store: Box<dyn Store> =
        Box::new(SqliteStore::open(folder.path(), Sharing::Server, Epoch::new(1)).unwrap());
    let entries = store
        .entries(CONV, Seq::ZERO, Seq::new(9), 9)
        .await
        .unwrap();
    let said = entries.iter().map(|entry| {
        let text = entry.message.draft.body.as_text();
        (entry.seq.get(), text, entry.message.edited)
    });
    let edited = Some(Timestamp::from_millis(50));
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            (1, Some("Tea?"), None),
            (2, Some("At four."), edited),
            (3, None, None)
        ]
    );
    let second = &entries[1].message;
    assert_eq!(
        (second.author, second.draft.reply_to, second.at),
        (MARY, Some(Seq::new(1)), Timestamp::from_millis(20))
    );
    assert_eq!(second.draft.mentions, [UserId::from_bytes([1; 16])]);
    assert_eq!(entries[2].message.draft.body, Body::Deleted);

    let since = store.since(CONV, Rev::new(1), 9).await.unwrap().unwrap();
    let revs = since.events.unwrap().into_iter().map(|logged| {
        let posted = matches!(logged.event, Event::Posted(_));
        (logged.rev.get(), posted)
    });
    assert_eq!(
        revs.collect::<Vec<_>>(),
        [(2, true), (3, true), (4, true), (5, false), (6, false)]
    );
    let key = IdempotencyKey::from_bytes([0xc2; 16]);
    let place = Place {
        conv: CONV,
        seq: Seq::new(2),
        rev: Rev::new(3),
        at: Timestamp::from_millis(20),
    };
    assert_eq!(
        store.find_message(MARY, key).await,
        Ok(Some((place, BodyHash([0xa2; 16]))))
    );
    let other = ConversationId::from_bytes([7; 16]);
    let heads = store.heads(vec![CONV, other]).await.unwrap();
    assert_eq!(heads, [(CONV, Rev::new(6)), (other, Rev::new(1))]);
}

/// What version 5 counted for all: John was called otherwise with 7, Mary's receipt moved with 6 and her cursor with 8, of 9 in all.
const OF_VERSION_5: &str = "
    INSERT INTO account (id, username, skeleton, name, created, ver)
    VALUES (x'01010101010101010101010101010101', 'john', 'john', 'John', 1, 7),
           (x'02020202020202020202020202020202', 'mary', 'mary', 'Mary', 1, 0);
    INSERT INTO conversation (id, kind, created, low, high)
    VALUES (x'09090909090909090909090909090909', 1, 1, x'01010101010101010101010101010101', x'02020202020202020202020202020202');
    INSERT INTO member (conv, position, user, join_seq, own_ver)
    VALUES (x'09090909090909090909090909090909', 0, x'01010101010101010101010101010101', 1, 3),
           (x'09090909090909090909090909090909', 1, x'02020202020202020202020202020202', 1, 0);
    INSERT INTO cursor (conv, user, recv_seq, read_seq, shown_recv_seq, shown_seq, own_ver, ver)
    VALUES (x'09090909090909090909090909090909', x'02020202020202020202020202020202', 1, 1, 1, 1, 8, 6);
    UPDATE state_version SET value = 9;
";

#[tokio::test]
async fn numbers_of_state_that_devices_have_of_version_5_stay_good() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = Connection::open(folder.path().join(FILE)).unwrap();
    let version_5 = migrations::migrations::runner().set_target(Target::Version(5));
    version_5.run(&mut old).unwrap();
    old.execute_batch(OF_VERSION_5).unwrap();
    drop(old);

    let store: Box<dyn Store> =
        Box::new(SqliteStore::open(folder.path(), Sharing::Server, Epoch::new(1)).unwrap());
    let john = UserId::from_bytes([1; 16]);
    let heads = store.state_heads(vec![john, MARY]).await.unwrap();
    assert!(heads.iter().all(|(_, ver)| *ver == StateVer::new(9)));
    for (who, last) in [(john, 6), (MARY, 8)] {
        let since = async |ver| {
            store
                .standings_since(who, StateVer::new(ver))
                .await
                .unwrap()
        };
        assert_eq!(since(last - 1).await, [CONV]);
        assert_eq!(since(last).await, []);
    }
    for (from, told) in [(6, 1), (7, 0)] {
        let news = store.people_since(MARY, StateVer::new(from)).await;
        assert_eq!(news.unwrap().profiles.len(), told);
    }
}

/// Going back to an older binary needs the backup from before the update: it does not touch what it does not know.
#[test]
fn a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let open = || SqliteStore::open(folder.path(), Sharing::Server, Epoch::new(1));
    drop(open().unwrap());
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 SELECT version + 1, 'of_a_newer_one', applied_on, checksum FROM refinery_schema_history ORDER BY version DESC LIMIT 1";
    let database = Connection::open(folder.path().join(FILE)).unwrap();
    assert_eq!(database.execute(newer, []).unwrap(), 1);
    drop(database);
    assert!(matches!(open(), Err(OpenError::Migration(_))));
}

/// Where nobody may look, nobody can say that nothing is there.
#[test]
fn a_folder_that_cannot_be_looked_into_is_not_called_empty() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    assert!(matches!(existing(&file), Err(OpenError::Folder { .. })));
    assert!(matches!(
        existing(folder.path()),
        Err(OpenError::Missing(_))
    ));
}
