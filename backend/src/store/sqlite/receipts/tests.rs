//! Who may know, by what people decided.

use std::sync::Arc;

use common::{
    ids::ConversationId,
    limits::UNREAD_CAP,
    model::{AccountSettings, Choice, ConversationSettings, Privacy, Standing, presence::Mode},
    seq::{Epoch, Seq, StateVer},
};
use rusqlite::{ToSql, params_from_iter};

use crate::store::{
    Refusal, Store,
    conformance::{
        receipts::{cursor, known, read, received, talk},
        world::{NOW, append, john_and_mary, says, user},
    },
    receipts::{Moved, Traces},
    sqlite::SqliteStore,
};

const JOHN: u8 = 1;
const MARY: u8 = 2;

struct World {
    engine: Arc<SqliteStore>,
    store: Arc<dyn Store>,
    conv: ConversationId,
}

/// Six messages, of which mary has read two.
async fn world() -> World {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = talk(&store, 6).await;
    read(&store, MARY, conv, 2).await;
    World {
        engine,
        store,
        conv,
    }
}

impl World {
    async fn put<V>(&self, sql: &'static str, values: V)
    where
        V: IntoIterator<Item = Value>,
    {
        let values: Vec<Value> = values.into_iter().collect();
        let put = self.engine.write(move |connection| {
            let values = values.iter().map(|value| value as &dyn ToSql);
            connection.execute(sql, params_from_iter(values))?;
            Ok::<(), Refusal>(())
        });
        put.await.unwrap();
    }

    async fn account(&self, who: u8, receipts: bool) {
        let settings = AccountSettings {
            privacy: Privacy {
                receipts,
                ..Privacy::default()
            },
            ..AccountSettings::default()
        };
        let set = self.store.set_settings(user(who), settings).await;
        assert!(set.unwrap().is_some(), "it was not so before");
    }

    async fn conversation(&self, who: u8, receipts: Option<bool>) {
        let settings = ConversationSettings {
            receipts,
            ..ConversationSettings::default()
        };
        let set = self.store.set_conversation(user(who), self.conv, settings);
        assert!(set.await.unwrap().is_some(), "it was not so before");
    }

    async fn choose(&self, who: u8, mode: Mode) {
        let choice = Choice {
            mode,
            ..Choice::default()
        };
        let set = self.store.set_choice(user(who), choice).await;
        assert!(set.unwrap().is_some());
    }

    async fn block(&self, who: u8, other: u8, on: bool) {
        let set = self.store.set_block(user(who), user(other), on, NOW).await;
        assert!(set.unwrap().changed.is_some());
    }

    async fn number(&self) -> StateVer {
        let state = self.store.user_state(user(JOHN)).await.unwrap();
        state.unwrap().state
    }

    /// Mary receives and reads up to there, and nobody can tell it from her reading nothing.
    async fn reads_unseen(&self, upto: u64) {
        let before = known(&self.store, JOHN, self.conv).await;
        let number = self.number().await;
        let received = received(&self.store, MARY, self.conv, upto).await;
        let read = read(&self.store, MARY, self.conv, upto).await;
        assert_eq!((received.receipt, read.receipt), (None, None));
        assert!(read.cursor.is_some(), "her own devices hear of it");
        assert_eq!(known(&self.store, JOHN, self.conv).await, before);
        let since = self.store.standings_since(user(JOHN), number).await;
        assert_eq!(since, Ok(vec![]), "nor from what is told after a pause");
        assert_eq!(self.number().await, number, "nor by counting");
        let seq = Seq::new(upto);
        let traces = self.store.traces(self.conv, seq, user(JOHN), NOW).await;
        let traces = traces.unwrap();
        assert!(traces.received.is_empty() && traces.read.is_empty());
    }

    /// Everything of the conversation that John can learn: by asking, by "why", and by coming back with a number that he knew.
    async fn all_that_john_knows(
        &self,
        since: StateVer,
    ) -> (Standing, Vec<Traces>, Vec<ConversationId>) {
        let john = user(JOHN);
        let standing = self.store.standing(self.conv, john, NOW).await.unwrap();
        let mut traces = Vec::new();
        for seq in 1..=6 {
            let trace = self.store.traces(self.conv, Seq::new(seq), john, NOW).await;
            traces.push(trace.unwrap());
        }
        let told = self.store.standings_since(john, since).await.unwrap();
        (standing.unwrap(), traces, told)
    }

    async fn john_knows(&self) -> Vec<(u64, u64)> {
        let known = known(&self.store, JOHN, self.conv).await;
        known
            .into_iter()
            .map(|(_, received, read)| (received, read))
            .collect()
    }
}

type Value = rusqlite::types::Value;

fn name(who: u8) -> Value {
    Value::Blob(user(who).as_bytes().to_vec())
}

#[tokio::test]
async fn hiding_freezes_what_others_know_and_showing_again_reveals_nothing() {
    let world = world().await;
    assert_eq!(world.john_knows().await, [(2, 2)]);
    world.account(MARY, false).await;
    world.reads_unseen(3).await;
    world.account(MARY, true).await;
    assert_eq!(world.john_knows().await, [(2, 2)]);
    assert_eq!(
        read(&world.store, MARY, world.conv, 3).await,
        Moved::default()
    );
    read(&world.store, MARY, world.conv, 4).await;
    assert_eq!(world.john_knows().await, [(4, 4)]);
}

#[tokio::test]
async fn the_conversations_own_switch_outweighs_the_accounts() {
    let world = world().await;
    world.conversation(MARY, Some(false)).await;
    world.reads_unseen(3).await;
    world.account(MARY, false).await;
    world.conversation(MARY, Some(true)).await;
    assert!(
        read(&world.store, MARY, world.conv, 4)
            .await
            .receipt
            .is_some()
    );
}

#[tokio::test]
async fn who_is_invisible_leaves_no_trace() {
    let world = world().await;
    world.choose(MARY, Mode::Invisible).await;
    world.reads_unseen(3).await;
    world.choose(MARY, Mode::Dnd).await;
    assert!(
        read(&world.store, MARY, world.conv, 4)
            .await
            .receipt
            .is_some()
    );
}

#[tokio::test]
async fn only_who_gives_sees() {
    let world = world().await;
    world.account(JOHN, false).await;
    assert_eq!(world.john_knows().await, []);
    let number = world.number().await;
    let moved = read(&world.store, MARY, world.conv, 3).await;
    assert_eq!(moved.receipt, None);
    let since = world.store.standings_since(user(JOHN), number).await;
    assert_eq!(since, Ok(vec![]));
    world.account(JOHN, true).await;
    assert_eq!(
        world.john_knows().await,
        [(3, 3)],
        "she gave it all the time"
    );
}

/// A14: a tick that vanished would tell of the block. To both it is as if the other read nothing from then on.
#[tokio::test]
async fn a14_a_block_either_way_freezes_what_both_know_of_each_other() {
    for (who, other) in [(JOHN, MARY), (MARY, JOHN)] {
        let world = world().await;
        let number = world.number().await;
        let seen = world.all_that_john_knows(number).await;
        assert_eq!(world.john_knows().await, [(2, 2)]);
        world.block(who, other, true).await;
        assert_eq!(world.all_that_john_knows(number).await, seen);
        world.reads_unseen(3).await;
        assert_eq!(world.all_that_john_knows(number).await, seen);
        world.block(who, other, false).await;
        assert_eq!(world.all_that_john_knows(number).await, seen);
        read(&world.store, MARY, world.conv, 4).await;
        assert_eq!(world.john_knows().await, [(4, 4)], "from now on again");
    }
}

/// Someone who joins begins before their first entry: it can be received and read like any other, and what came before counts as nothing.
#[tokio::test]
async fn a_new_members_first_message_is_received_and_read() {
    let world = world().await;
    let conv = Value::Blob(world.conv.as_bytes().to_vec());
    let sql = "UPDATE conversation SET kind = 2, low = NULL, high = NULL WHERE id = ?1";
    world.put(sql, [conv.clone()]).await;
    let sql = "INSERT INTO member (conv, position, user, join_seq) VALUES (?1, 9, ?2, 7)";
    world.put(sql, [conv, name(3)]).await;
    let own = cursor(&world.store, 3, world.conv).await;
    assert_eq!((own.read_seq, own.unread), (Seq::new(6), 0));
    append(&world.store, says(JOHN, world.conv, 7, "welcome"))
        .await
        .unwrap();
    assert_eq!(cursor(&world.store, 3, world.conv).await.unread, 1);
    let (receipt, hearers) = received(&world.store, 3, world.conv, 7)
        .await
        .receipt
        .unwrap();
    assert_eq!(receipt.recv_seq, Seq::new(7));
    assert_eq!(hearers, [user(JOHN), user(MARY)]);
    let (receipt, _) = read(&world.store, 3, world.conv, 7).await.receipt.unwrap();
    assert_eq!(receipt.shown_seq, Seq::new(7));
    let seq = Seq::new(6);
    let traces = world.store.traces(world.conv, seq, user(JOHN), NOW).await;
    assert!(
        traces.unwrap().read.is_empty(),
        "what came before them is nothing that they have read"
    );
}

#[tokio::test]
async fn counting_stops_at_the_cap() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    let fill = engine.write(move |connection| {
        let sql = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1005)
                   INSERT INTO posted (id, conv, seq, rev, author, cid, hash, body, at)
                   SELECT i, ?1, i, i + 1, ?2, randomblob(16), x'', '{}', 0 FROM n";
        connection.execute(sql, [conv.as_bytes(), user(JOHN).as_bytes()])?;
        let sql = "INSERT INTO place (conv, seq, posted) SELECT conv, seq, id FROM posted";
        connection.execute(sql, [])?;
        Ok(())
    });
    fill.await.unwrap();
    assert_eq!(cursor(&store, MARY, conv).await.unread, UNREAD_CAP);
    let after = read(&store, MARY, conv, 4).await.cursor.unwrap();
    assert_eq!(after.unread, UNREAD_CAP);
    let after = read(&store, MARY, conv, 6).await.cursor.unwrap();
    assert_eq!(after.unread, 999);
}
