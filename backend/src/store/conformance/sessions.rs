//! Who is signed in.

use std::{sync::Arc, time::Duration};

use common::{ids::DeviceId, time::Timestamp};

use super::world::{NOW, account, person, user};
use crate::store::{
    Store,
    account::{Credential, NewAccount},
    session::{NewSession, TokenHash},
};

pub(crate) fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

pub(crate) async fn open(store: &Arc<dyn Store>, n: u8, at: Timestamp) -> TokenHash {
    let token = TokenHash([n; 32]);
    let new = NewSession {
        device: device(n),
        user: user(1),
        token,
        name: "Firefox".to_owned(),
        ip: Some([127, 0, 0, 1].into()),
        at,
    };
    assert!(store.open_session(new, first_password()).await.unwrap());
    token
}

/// What `person` makes the account 1 with.
pub(crate) fn first_password() -> Credential {
    account(1, "mary", "Mary").credential
}

/// What was proven before the account changed opens nothing after.
pub(crate) async fn only_the_credential_of_now_opens_a_session(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let opens = async |who: u8, n: u8, proven: Credential| {
        let new = NewSession {
            device: device(n),
            user: user(who),
            token: TokenHash([n; 32]),
            name: String::new(),
            ip: None,
            at: NOW,
        };
        let opened = store.open_session(new, proven).await.unwrap();
        let found = store.session(TokenHash([n; 32])).await.unwrap();
        assert_eq!(opened, found.is_some());
        opened
    };
    let other = || Credential::Password("another".to_owned());
    assert!(opens(1, 1, first_password()).await);
    assert!(!opens(1, 2, other()).await);
    assert!(!opens(1, 3, Credential::Demo).await);
    assert!(!opens(7, 4, first_password()).await, "nobody's");
    store
        .set_password(user(1), "another".to_owned())
        .await
        .unwrap();
    assert!(!opens(1, 5, first_password()).await);
    assert!(opens(1, 6, other()).await);
    store.set_disabled(user(1), Some(NOW)).await.unwrap();
    assert!(!opens(1, 7, other()).await);
    let demo = NewAccount {
        credential: Credential::Demo,
        ..account(2, "john", "John")
    };
    store.create_account(demo).await.unwrap();
    assert!(opens(2, 8, Credential::Demo).await);
    assert!(!opens(2, 9, other()).await);
}

pub(crate) async fn a_session_is_found_by_its_token_until_it_is_closed(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let (one, two) = (open(&store, 1, NOW).await, open(&store, 2, NOW).await);
    let found = store.session(one).await.unwrap().unwrap();
    assert_eq!((found.user, found.device), (user(1), device(1)));
    assert_eq!(
        (found.name.as_str(), found.ip),
        ("Firefox", Some([127, 0, 0, 1].into()))
    );
    assert_eq!(
        (found.created, found.last_seen, found.disabled),
        (NOW, NOW, false)
    );
    assert_eq!(store.session(TokenHash([9; 32])).await.unwrap(), None);

    let closed = store.close_session(one).await.unwrap();
    assert_eq!(closed.as_ref(), Some(&found));
    assert_eq!(store.close_session(one).await.unwrap(), None);
    assert_eq!(store.session(one).await.unwrap(), None);

    store.set_disabled(user(1), Some(NOW)).await.unwrap();
    assert!(store.session(two).await.unwrap().unwrap().disabled);
    assert_eq!(store.close_sessions(user(1)).await.unwrap(), [device(2)]);
    assert_eq!(store.session(two).await.unwrap(), None);
}

pub(crate) async fn signed_in_is_who_has_a_session_and_is_not_disabled(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let one = open(&store, 1, NOW).await;
    open(&store, 2, NOW).await;
    let asked = || vec![device(1), device(2), device(3)];
    let mut found = store.signed_in(asked()).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, [device(1), device(2)]);
    store.close_session(one).await.unwrap();
    assert_eq!(store.signed_in(asked()).await.unwrap(), [device(2)]);
    store.set_disabled(user(1), Some(NOW)).await.unwrap();
    assert_eq!(store.signed_in(asked()).await.unwrap(), []);
    assert_eq!(store.signed_in(vec![]).await.unwrap(), []);
}

pub(crate) async fn a_person_ends_their_own_sessions_and_no_others(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    person(&store, 2, "john", "John").await;
    for n in 1..=4 {
        open(&store, n, NOW.plus_millis(u64::from(n))).await;
    }
    let touched = store.touch_session(device(2), NOW.plus_millis(60_000));
    touched.await.unwrap();
    let devices = async || {
        let sessions = store.sessions(user(1)).await.unwrap();
        sessions
            .iter()
            .map(|session| session.device)
            .collect::<Vec<_>>()
    };
    assert_eq!(devices().await, [2, 4, 3, 1].map(device), "last used first");
    assert!(store.sessions(user(2)).await.unwrap().is_empty());
    let close = async |who, n| store.close_device(user(who), device(n)).await.unwrap();
    assert!(!close(2, 3).await, "not his");
    assert!(!close(1, 9).await);
    assert!(close(1, 3).await);
    assert!(!close(1, 3).await);
    let none = store.close_other_sessions(user(2), device(1)).await;
    assert_eq!(none.unwrap(), []);
    let mut closed = store
        .close_other_sessions(user(1), device(1))
        .await
        .unwrap();
    closed.sort_unstable();
    assert_eq!(closed, [2, 4].map(device));
    assert_eq!(devices().await, [device(1)]);
}

pub(crate) async fn last_seen_never_goes_back(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let token = open(&store, 1, NOW).await;
    let later = NOW.plus_millis(5_000);
    for at in [later, NOW, Timestamp::from_millis(0)] {
        store.touch_session(device(1), at).await.unwrap();
    }
    assert_eq!(
        store.session(token).await.unwrap().unwrap().last_seen,
        later
    );
}

pub(crate) async fn r10_sessions_survive_any_clock(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let day = Duration::from_hours(24).as_secs() * 1_000;
    let moments = [
        0,
        NOW.as_millis() - day,
        NOW.as_millis() + day,
        2_147_483_648_000,
        4_294_967_296_000,
        u64::MAX,
    ];
    for (n, at) in (1..).zip(moments) {
        let at = Timestamp::from_millis(at);
        let token = open(&store, n, at).await;
        store.touch_session(device(n), NOW).await.unwrap();
        let session = store.session(token).await.unwrap().unwrap();
        let kept = Timestamp::from_millis(at.as_millis().min(i64::MAX.unsigned_abs()));
        assert_eq!((session.created, session.last_seen), (kept, kept.max(NOW)));
    }
}
