//! The counter counts, and what is rolled back was never counted.

use common::seq::{Epoch, StateVer};

use crate::store::{Refusal, StoreError, sqlite::SqliteStore};

#[tokio::test]
async fn numbers_grow_and_those_of_a_failed_transaction_are_given_again() {
    let store = SqliteStore::in_memory(Epoch::new(1)).unwrap();
    let take = || store.write(|connection| Ok(super::next(connection)?));
    assert_eq!(take().await, Ok(StateVer::new(1)));
    let failed = store.write(|connection| {
        super::next(connection)?;
        Err::<(), Refusal>(StoreError::Full.into())
    });
    failed.await.unwrap_err();
    assert_eq!(take().await, Ok(StateVer::new(2)));
    let last = store.read(|connection| Ok(super::last(connection)?)).await;
    assert_eq!(last, Ok(StateVer::new(2)));
}
