//! The counters count, each for itself, and what is rolled back was never counted.

use std::sync::Arc;

use common::seq::Epoch;

use crate::store::{
    Refusal, Store, StoreError,
    conformance::world::{john_and_mary, user},
    sqlite::SqliteStore,
};

#[tokio::test]
async fn numbers_grow_and_those_of_a_failed_transaction_are_given_again() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    john_and_mary(&store).await;
    let take = |who| engine.write(move |connection| Ok(super::next(connection, user(who))?));
    let last = |who| engine.read(move |connection| Ok(super::last(connection, user(who))?));
    let [johns, marys] = [last(1).await.unwrap(), last(2).await.unwrap()];
    assert_eq!(take(1).await, Ok(johns.next()));
    let failed = engine.write(|connection| {
        super::next(connection, user(1))?;
        Err::<(), Refusal>(StoreError::Full.into())
    });
    failed.await.unwrap_err();
    assert_eq!(take(1).await, Ok(johns.next().next()));
    assert_eq!(last(1).await, Ok(johns.next().next()));
    assert_eq!(last(2).await, Ok(marys), "mary's is her own");
}
