//! What cannot be read.

use std::cell::Cell;

use super::*;

#[tokio::test]
async fn what_cannot_be_read_keeps_nothing_else_from_being_found() {
    let asked = Cell::new(0);
    let heads = |keys: Vec<usize>| {
        asked.update(|count| count + 1);
        let fails = asked.get() == 2;
        async move {
            if fails {
                return Err(ServiceError::NotFound);
            }
            Ok(keys.into_iter().map(|key| (key, key % 2)).collect())
        }
    };
    let told = (0..3 * BATCH).map(|key| (key, 0)).collect();
    let found = ahead(told, heads).await;
    assert_eq!(asked.get(), 3);
    assert_eq!(found.len(), BATCH, "every second one, of two in three");
}
