//! What cannot be read, and what does not come to rest.

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

/// Mutant: it goes on for as long as somebody changes something, and whoever comes after is told nothing.
#[tokio::test]
async fn who_changes_all_the_time_holds_up_nobody_else() {
    let head = Cell::new(7);
    let read = |_| async {
        assert!(head.get() < 100, "it ends");
        Ok(head.get())
    };
    let last = || async {
        head.update(|head| head + 1);
        Ok(head.get())
    };
    assert_eq!(until_still(1, read, last).await, Ok(None));
}

#[tokio::test]
async fn what_came_while_it_was_read_is_read_too() {
    let rounds = Cell::new(0);
    let read = |from| async move { Ok(from + 1) };
    let last = || async {
        rounds.update(|rounds| rounds + 1);
        Ok(3)
    };
    assert_eq!(until_still(1, read, last).await, Ok(Some(3)));
    assert_eq!(rounds.get(), 2);
}
