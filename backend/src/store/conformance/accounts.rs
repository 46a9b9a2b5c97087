//! Who there is.

use std::sync::Arc;

use common::validate::Username;

use super::world::{NOW, account, person, user};
use crate::{
    domain::account::Skeleton,
    store::{Constraint, Store, StoreError, account::Credential},
};

fn skeleton(username: &str) -> Skeleton {
    Skeleton::of(&Username::parse(username).unwrap())
}

pub(crate) async fn an_account_is_found_by_id_and_by_whatever_looks_like_its_name(
    store: Arc<dyn Store>,
) {
    person(&store, 1, "Mary", "Mary Bennet").await;
    let by_id = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(by_id.profile.username.as_str(), "Mary");
    assert_eq!(by_id.profile.name.as_str(), "Mary Bennet");
    assert_eq!((by_id.created, by_id.disabled), (NOW, None));
    for alike in ["Mary", "mary", "MARY", "m\u{430}ry"] {
        let by_name = store.account_named(skeleton(alike)).await.unwrap();
        assert_eq!(by_name.as_ref(), Some(&by_id), "{alike}");
    }
    assert_eq!(store.account(user(2)).await.unwrap(), None);
    assert_eq!(store.account_named(skeleton("marie")).await.unwrap(), None);
}

pub(crate) async fn names_that_look_alike_cannot_both_exist(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let taken = Err(StoreError::Conflict(Constraint::Username));
    for alike in ["mary", "Mary", "rnary", "m\u{430}ry"] {
        let second = store.create_account(account(2, alike, "Other")).await;
        assert_eq!(second, taken, "{alike}");
    }
    assert_eq!(
        store.create_account(account(1, "other", "Other")).await,
        Err(StoreError::Conflict(Constraint::Id))
    );
    assert_eq!(store.accounts().await.unwrap().len(), 1);
    let found = store.find_people(vec!["oth".to_owned()], user(9), 10).await;
    assert_eq!(found.unwrap(), vec![], "a refused account leaves no words");
}

pub(crate) async fn people_are_found_by_the_beginnings_of_words(store: Arc<dyn Store>) {
    person(&store, 1, "john.carter", "John Carter").await;
    person(&store, 2, "mary", "Mary Carter-Bennet").await;
    person(&store, 3, "mike", "Mike O’Cart").await;
    person(&store, 4, "cart", "Zoë").await;
    let found = async |words: &[&str], asker: u8, limit: usize| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let people = store.find_people(words, user(asker), limit).await.unwrap();
        people.iter().map(|who| who.id).collect::<Vec<_>>()
    };
    assert_eq!(
        found(&["cart"], 9, 9).await,
        [user(4), user(1), user(2)],
        "whole words first"
    );
    assert_eq!(
        found(&["cart"], 4, 9).await,
        [user(1), user(2)],
        "without the asker"
    );
    assert_eq!(found(&["cart"], 9, 1).await, [user(4)]);
    assert_eq!(
        found(&["cart", "jo"], 9, 9).await,
        [user(1)],
        "every word counts"
    );
    assert_eq!(found(&["john.c"], 9, 9).await, [user(1)]);
    assert_eq!(found(&["bennet"], 9, 9).await, [user(2)]);
    assert_eq!(found(&["arter"], 9, 9).await, []);
    assert_eq!(found(&[], 9, 9).await, []);
    assert_eq!(found(&["%"], 9, 9).await, [], "no pattern language");
    store.set_disabled(user(4), Some(NOW)).await.unwrap();
    assert_eq!(found(&["cart"], 9, 9).await, [user(1), user(2)]);
}

pub(crate) async fn passwords_and_disabling_are_kept(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    assert!(
        store
            .set_password(user(1), "another".to_owned())
            .await
            .unwrap()
    );
    let replace = async |old: &str, new: &str| {
        let done = store.replace_password(user(1), old.to_owned(), new.to_owned());
        done.await.unwrap()
    };
    assert!(replace("another", "hashed anew").await);
    assert!(!replace("another", "too late").await);
    assert!(replace("hashed anew", "another").await);
    assert!(store.set_disabled(user(1), Some(NOW)).await.unwrap());
    let account = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(
        account.credential,
        Credential::Password("another".to_owned())
    );
    assert_eq!(account.disabled, Some(NOW));
    assert!(store.set_disabled(user(1), None).await.unwrap());
    assert_eq!(
        store.account(user(1)).await.unwrap().unwrap().disabled,
        None
    );
    assert!(!store.set_password(user(7), "x".to_owned()).await.unwrap());
    assert!(!store.set_disabled(user(7), None).await.unwrap());
}
