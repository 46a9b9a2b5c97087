//! Where things are said.

use std::{collections::BTreeSet, sync::Arc};

use common::{
    ids::ConversationId,
    model::{ConversationKind, Event, LoggedForUser, UserEvent},
    seq::{Rev, Seq, UserRev},
};

use super::world::{NOW, append, conv, direct, john_and_mary, person, says, user};
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
    assert_eq!(
        store.snapshot(conv(50), user(1), 10, NOW).await.unwrap(),
        None
    );
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
        .snapshot(conv(100), user(1), 10, NOW)
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

pub(crate) async fn several_are_read_as_one_is(store: Arc<dyn Store>) {
    let first = john_and_mary(&store).await;
    let second = direct(&store, 3, 1, 101).await;
    for n in 1..=3 {
        append(&store, says(1, first, n, "hi")).await.unwrap();
    }
    let asked = vec![second, conv(9), first];
    for viewer in [1, 2, 3] {
        let me = user(viewer);
        let found = store.snapshots(asked.clone(), me, 2, NOW).await.unwrap();
        let mut one_by_one = Vec::new();
        for conv in &asked {
            let snapshot = store.snapshot(*conv, me, 2, NOW).await.unwrap();
            let standing = store.standing(*conv, me, NOW).await.unwrap();
            assert_eq!(
                snapshot.as_ref().and_then(|it| it.standing.clone()),
                standing
            );
            one_by_one.push(snapshot);
        }
        assert_eq!(found, one_by_one);
        let of = |at: usize| found[at].as_ref().unwrap();
        assert_eq!(found[1], None, "there is none such");
        assert_eq!(
            (of(0).state.entries.len(), of(2).state.entries.len()),
            (0, 2)
        );
        let stands = [of(0), of(2)].map(|it| it.standing.is_some());
        assert_eq!(stands, [viewer != 2, viewer != 3]);
    }
}

/// What is read waits in memory for a device that may take its time.
pub(crate) async fn of_long_ones_fewer_are_read_than_were_asked_for(store: Arc<dyn Store>) {
    let long = john_and_mary(&store).await;
    let short = direct(&store, 3, 1, 101).await;
    let text = "x".repeat(16_000);
    for n in 1..=5 {
        append(&store, says(1, long, n, &text)).await.unwrap();
    }
    let read = async |convs: &[ConversationId], entries| {
        let found = store.snapshots(convs.to_vec(), user(1), entries, NOW);
        found.await.unwrap().len()
    };
    assert_eq!(read(&[short, long, short], 9).await, 2);
    assert_eq!(read(&[long, long], 9).await, 1, "but at least one");
    assert_eq!(read(&[long, short, long], 2).await, 3);
}
