//! Who is signed in.

use std::{sync::Arc, time::Duration};

use common::{ids::DeviceId, time::Timestamp};

use super::world::{NOW, person, user};
use crate::store::{
    Store,
    session::{NewSession, TokenHash},
};

fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

async fn open(store: &Arc<dyn Store>, n: u8, at: Timestamp) -> TokenHash {
    let token = TokenHash([n; 32]);
    let new = NewSession {
        device: device(n),
        user: user(1),
        token,
        name: "Firefox".to_owned(),
        ip: Some([127, 0, 0, 1].into()),
        at,
    };
    store.open_session(new).await.unwrap();
    token
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
