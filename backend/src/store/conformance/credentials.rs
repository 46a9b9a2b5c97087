//! How a person proves who they are, and which sessions that leaves.

use std::sync::Arc;

use super::{
    sessions::{device, first_password, open},
    world::{NOW, account, person, user},
};
use crate::{
    domain::account::Skeleton,
    store::{
        Store,
        account::Credential,
        credential::{CodeHash, PasswordChange},
        session::{NewSession, TokenHash},
    },
};

const CODE: CodeHash = CodeHash([1; 32]);
const OTHER: CodeHash = CodeHash([2; 32]);

fn password(phc: &str) -> Credential {
    Credential::Password(phc.to_owned())
}

fn hash_of_first() -> String {
    match first_password() {
        Credential::Password(phc) => phc,
        Credential::Demo => panic!("she has a password"),
    }
}

fn session(n: u8) -> NewSession {
    NewSession {
        device: device(n),
        user: user(1),
        token: TokenHash([n; 32]),
        name: String::new(),
        ip: None,
        at: NOW,
    }
}

fn change(from: u8, old: &str) -> PasswordChange {
    PasswordChange {
        user: user(1),
        device: device(from),
        token: TokenHash([100 + from; 32]),
        old: old.to_owned(),
        new: "another".to_owned(),
    }
}

async fn can_recover(store: &Arc<dyn Store>, who: u8, username: &str, code: CodeHash) -> bool {
    let skeleton = Skeleton::of(&account(who, username, "N").username);
    let found = store.recoverable(skeleton, code).await.unwrap();
    found.is_some_and(|profile| profile.id == user(who))
}

/// U4: the token that was known before is worth nothing after, and every other session has ended.
pub(crate) async fn u4_a_new_password_leaves_one_session_under_another_token(
    store: Arc<dyn Store>,
) {
    person(&store, 1, "mary", "Mary").await;
    person(&store, 2, "john", "John").await;
    let (one, two) = (open(&store, 1, NOW).await, open(&store, 2, NOW).await);
    let refused = [change(1, "not hers"), change(3, &hash_of_first())];
    for change in refused {
        assert_eq!(store.change_password(change).await.unwrap(), None);
    }
    let changed = store.change_password(change(1, &hash_of_first())).await;
    assert_eq!(changed.unwrap(), Some(vec![device(2)]));
    for gone in [one, two] {
        assert_eq!(store.session(gone).await.unwrap(), None);
    }
    let renewed = store.session(TokenHash([101; 32])).await.unwrap().unwrap();
    assert_eq!((renewed.device, renewed.user), (device(1), user(1)));
    let kept = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(kept.credential, password("another"));
    // Twice at once: the second one proved a password of the past.
    let again = store.change_password(change(1, &hash_of_first())).await;
    assert_eq!(again.unwrap(), None);
    store.set_disabled(user(1), Some(NOW)).await.unwrap();
    let disabled = store.change_password(change(1, "another")).await;
    assert_eq!(disabled.unwrap(), None);
}

/// U9: of a hundred who use a code at once, one comes in.
pub(crate) async fn u9_a_code_is_used_once_in_a_hundred_tries_at_once(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let before = open(&store, 200, NOW).await;
    let set = store.set_recovery_codes(user(1), first_password(), vec![CODE, OTHER]);
    assert!(set.await.unwrap());
    let tries = (0..100).map(|n| {
        let store = Arc::clone(&store);
        async move { store.recover(CODE, format!("phc {n}"), session(n)).await }
    });
    let came_in: Vec<_> = futures_util::future::join_all(tries)
        .await
        .into_iter()
        .enumerate()
        .filter_map(|(n, tried)| Some((n, tried.unwrap()?)))
        .collect();
    let [(n, ended)] = came_in.as_slice() else {
        panic!("{} came in", came_in.len())
    };
    assert_eq!(ended, &[device(200)]);
    assert_eq!(store.session(before).await.unwrap(), None);
    let kept = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(kept.credential, password(&format!("phc {n}")));
    assert_eq!(store.sessions(user(1)).await.unwrap().len(), 1);
    assert!(!can_recover(&store, 1, "mary", CODE).await);
    assert!(can_recover(&store, 1, "mary", OTHER).await);
}

/// U8: codes are replaced as a whole, belong to one person, and are void where the account is disabled or was given another password by hand.
pub(crate) async fn u8_codes_open_their_own_account_while_they_are_valid(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    person(&store, 2, "john", "John").await;
    let set = async |proven: Credential, codes: &[CodeHash]| {
        let set = store.set_recovery_codes(user(1), proven, codes.to_vec());
        set.await.unwrap()
    };
    assert!(!set(password("not hers"), &[CODE]).await);
    assert!(!can_recover(&store, 1, "mary", CODE).await);
    assert!(set(first_password(), &[CODE]).await);
    assert!(can_recover(&store, 1, "MARY", CODE).await);
    assert!(!can_recover(&store, 2, "john", CODE).await);
    assert!(!can_recover(&store, 1, "mary", CodeHash::NONE).await);
    assert!(set(first_password(), &[OTHER]).await);
    assert!(!can_recover(&store, 1, "mary", CODE).await, "replaced");

    store.set_disabled(user(1), Some(NOW)).await.unwrap();
    assert!(!set(first_password(), &[CODE]).await);
    assert!(!can_recover(&store, 1, "mary", OTHER).await);
    let tried = store.recover(OTHER, "phc".to_owned(), session(3)).await;
    assert_eq!(tried.unwrap(), None);
    store.set_disabled(user(1), None).await.unwrap();
    assert!(can_recover(&store, 1, "mary", OTHER).await, "not used up");

    let reset = store.set_password(user(1), "by hand".to_owned());
    assert!(reset.await.unwrap());
    assert!(!can_recover(&store, 1, "mary", OTHER).await);
}
