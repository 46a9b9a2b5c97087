//! The counters count, each for itself, and what is rolled back was never counted.

use std::sync::Arc;

use common::seq::{Epoch, StateVer};

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
    assert_eq!(last(1).await, Ok(StateVer::ZERO));
    assert_eq!(take(1).await, Ok(StateVer::new(1)));
    let failed = engine.write(|connection| {
        super::next(connection, user(1))?;
        Err::<(), Refusal>(StoreError::Full.into())
    });
    failed.await.unwrap_err();
    assert_eq!(take(1).await, Ok(StateVer::new(2)));
    assert_eq!(last(1).await, Ok(StateVer::new(2)));
    assert_eq!(last(2).await, Ok(StateVer::ZERO), "mary's is her own");
}
