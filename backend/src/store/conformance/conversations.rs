//! Where things are said.

use std::{collections::BTreeSet, sync::Arc};

use common::{
    model::{ConversationKind, Event, LoggedForUser, UserEvent},
    seq::{Rev, Seq, UserRev},
};

use super::world::{NOW, conv, direct, john_and_mary, person, user};
use crate::{
    domain::{Denied, conversation::Pair},
    store::{Refusal, Store, conversation::NewDirect},
};

pub(crate) async fn a_pair_has_one_conversation_whoever_asks_and_even_at_once(
    store: Arc<dyn Store>,
) {
    person(&store, 1, "john", "John").await;
    person(&store, 2, "mary", "Mary").await;
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..40_u8 {
        let store = store.clone();
        asking.spawn(async move {
            let (one, other) = if n % 2 == 0 { (1, 2) } else { (2, 1) };
            direct(&store, one, other, 100 + n).await
        });
    }
    let found: BTreeSet<_> = asking.join_all().await.into_iter().collect();
    assert_eq!(found.len(), 1);
    let lines = store.user_state(user(1)).await.unwrap().unwrap().lines;
    assert_eq!(lines.len(), 1);
}

pub(crate) async fn nobody_talks_to_someone_who_is_not_there(store: Arc<dyn Store>) {
    let existing = john_and_mary(&store).await;
    let open = async |one: u8, other: u8| {
        let pair = Pair::of(user(one), user(other)).unwrap();
        let new = NewDirect {
            id: conv(50),
            pair,
            at: NOW,
        };
        store.open_direct(new).await.map(|opened| opened.conv)
    };
    let nobody = Err(Refusal::Denied(Denied::NotFound));
    assert_eq!(open(1, 77).await, nobody);
    store.set_disabled(user(3), Some(NOW)).await.unwrap();
    assert_eq!(
        open(1, 3).await,
        nobody,
        "a disabled person is not written to"
    );
    store.set_disabled(user(2), Some(NOW)).await.unwrap();
    assert_eq!(open(1, 2).await, Ok(existing), "but what was said stays");
    assert_eq!(store.snapshot(conv(50), user(1), 10).await.unwrap(), None);
}

pub(crate) async fn both_hear_that_the_conversation_came_to_be(store: Arc<dyn Store>) {
    person(&store, 1, "john", "John").await;
    person(&store, 2, "mary", "Mary").await;
    let pair = Pair::of(user(2), user(1)).unwrap();
    let new = NewDirect {
        id: conv(100),
        pair,
        at: NOW,
    };
    let joined = LoggedForUser {
        urev: UserRev::new(1),
        event: UserEvent::Joined { conv: conv(100) },
    };
    let opened = store.open_direct(new).await.unwrap();
    assert_eq!(
        opened.joined,
        [(user(1), joined.clone()), (user(2), joined.clone())]
    );
    assert_eq!(store.open_direct(new).await.unwrap().joined, []);
    let logged = store.user_since(user(1), UserRev::ZERO, 10).await.unwrap();
    assert_eq!(logged, Some(vec![joined]));

    let snapshot = store
        .snapshot(conv(100), user(1), 10)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(snapshot.state.kind, ConversationKind::Direct);
    assert_eq!(
        (snapshot.state.rev, snapshot.state.last_seq),
        (Rev::new(1), Seq::ZERO)
    );
    assert_eq!(snapshot.state.members, pair.members());
    let people: Vec<_> = snapshot.people.iter().map(|who| who.id).collect();
    assert_eq!(people, [user(1), user(2)]);
    let since = store
        .since(conv(100), Rev::ZERO, 10)
        .await
        .unwrap()
        .unwrap();
    assert!(
        matches!(&since.events.unwrap()[..], [logged] if matches!(logged.event, Event::Created { .. }))
    );
}
