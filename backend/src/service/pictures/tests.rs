//! A decoder's panic is one refused picture.

use std::sync::Arc;

use super::*;
use crate::{
    bus::LocalBus,
    clock::{FakeClock, FakeEntropy},
    service::{Rim, signs::Signs},
    store::sqlite::SqliteStore,
};

fn pictures() -> Pictures {
    let store: Arc<dyn crate::store::Store> =
        Arc::new(SqliteStore::in_memory(common::seq::Epoch::new(7)).unwrap());
    let bus = Arc::new(LocalBus::default());
    let clock = Arc::new(FakeClock::default());
    let signs = Signs::new(store.clone(), bus.clone(), clock.clone());
    Pictures::new(Rim {
        store,
        bus,
        clock,
        entropy: Arc::new(FakeEntropy::new(1)),
        signs: Arc::new(signs),
        telling: Arc::default(),
    })
}

#[tokio::test]
async fn x4_a_panic_is_a_refusal_and_frees_its_worker() {
    let pictures = pictures();
    for _ in 0..=WORKERS {
        let done = pictures.encode(|| panic!("a decoder's bug")).await;
        assert_eq!(done, Err(ServiceError::InvalidPicture));
    }
    assert_eq!(pictures.workers.available_permits(), WORKERS);
}

#[tokio::test]
async fn nobody_changes_a_picture_all_the_time() {
    let pictures = pictures();
    let someone = |n| UserId::from_bytes([n; 16]);
    for _ in 0..AT_ONCE.get() {
        assert!(pictures.turn(someone(1)).is_ok());
    }
    assert!(matches!(
        pictures.turn(someone(1)),
        Err(ServiceError::RateLimited { .. })
    ));
    assert!(pictures.turn(someone(2)).is_ok());
}
