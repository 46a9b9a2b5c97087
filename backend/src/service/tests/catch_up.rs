//! Devices that hold something, nothing, or lies are caught up within the budgets.

use common::{
    fold,
    limits::{CATCH_UP_BYTES, DELTA_EVENTS, SNAPSHOT_ENTRIES},
    seq::{Rev, StateVer, UserRev},
};

use super::*;
use crate::service::{catch_up::Held, sync::Item};

async fn items(world: &World, me: UserId, held: Held) -> Vec<Item> {
    let mut catch_up = world.services.sync.catch_up(me, held).await.unwrap();
    assert_eq!((catch_up.epoch, catch_up.profile.id), (EPOCH, me));
    let mut items = Vec::new();
    while let Some(item) = catch_up.next().await.unwrap() {
        // One's own account comes to whoever does not know it; it has tests of its own.
        if !matches!(item, Item::Account(_)) {
            items.push(item);
        }
    }
    items
}

fn holding(heads: &[(ConversationId, u64)]) -> Held {
    Held {
        epoch: Some(EPOCH),
        urev: UserRev::ZERO,
        state: Some(StateVer::ZERO),
        heads: heads
            .iter()
            .map(|(conv, rev)| (*conv, Rev::new(*rev)))
            .collect(),
        viewing: None,
    }
}

fn about(item: &Item) -> ConversationId {
    match item {
        Item::Delta { conv, .. }
        | Item::Reset { conv, .. }
        | Item::Head { conv, .. }
        | Item::Standing { conv, .. }
        | Item::Gone { conv } => *conv,
        Item::UserDelta { .. } | Item::Account(_) | Item::Profiles(_) => panic!("{item:?}"),
    }
}

/// Mary's conversations with so many people, each with one message; the latest last.
async fn conversations(world: &World, mary: UserId, count: u32) -> Vec<ConversationId> {
    let mut convs = Vec::new();
    for n in 0..count {
        let other = world.person(&format!("person{n}x")).await;
        let conv = world.direct(mary, other).await;
        world.clock.advance(std::time::Duration::from_secs(1));
        world.say(mary, conv, n, "hello").await.unwrap();
        convs.push(conv);
    }
    convs
}

#[tokio::test]
async fn a_new_device_gets_everything_latest_first_and_what_is_on_screen_before_that() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 4).await;
    let got = items(&world, mary, Held::default()).await;
    assert!(got.iter().all(|item| matches!(item, Item::Reset { .. })));
    let order: Vec<_> = got.iter().map(about).collect();
    assert_eq!(order, [convs[3], convs[2], convs[1], convs[0]]);
    let viewing = Held {
        viewing: Some(convs[1]),
        ..Held::default()
    };
    let got = items(&world, mary, viewing).await;
    let order: Vec<_> = got.iter().map(about).collect();
    assert_eq!(order, [convs[1], convs[3], convs[2], convs[0]]);
}

#[tokio::test]
async fn a_device_that_holds_something_gets_what_it_missed_and_nothing_else() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 3).await;
    let got = items(
        &world,
        mary,
        holding(&[(convs[0], 2), (convs[1], 1), (convs[2], 2)]),
    )
    .await;
    let [Item::Delta { conv, from, events }] = &got[..] else {
        panic!("{got:?}")
    };
    assert_eq!((*conv, *from, events.len()), (convs[1], Rev::new(1), 1));
    assert_eq!(events[0].rev, Rev::new(2));
}

#[tokio::test]
async fn the_private_state_is_caught_up_too() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 3).await;
    let held = Held {
        urev: UserRev::new(2),
        ..holding(&[(convs[0], 2), (convs[1], 2), (convs[2], 2)])
    };
    let got = items(&world, mary, held).await;
    let [Item::UserDelta { from, events }] = &got[..] else {
        panic!("{got:?}")
    };
    assert_eq!((*from, events.len()), (UserRev::new(2), 1));
    let pulled = world
        .services
        .sync
        .pull_user(mary, UserRev::new(2))
        .await
        .unwrap();
    assert_eq!(pulled.as_ref(), Some(&got[0]));
    assert_eq!(
        world.services.sync.pull_user(mary, UserRev::new(9)).await,
        Ok(None)
    );
    let state = world
        .services
        .sync
        .catch_up(mary, Held::default())
        .await
        .unwrap();
    assert_eq!(state.urev, UserRev::new(3));
}

/// N7: what a device claims is taken with doubt.
#[tokio::test]
async fn n7_another_epoch_and_forged_cursors_start_anew() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 1).await;
    let foreign = {
        let (a, b) = (world.person("anna").await, world.person("bert").await);
        world.direct(a, b).await
    };
    let fresh = items(&world, mary, Held::default()).await;
    for held in [
        holding(&[(convs[0], 3)]),
        holding(&[(convs[0], u64::MAX)]),
        Held {
            epoch: Some(Epoch::new(8)),
            ..holding(&[(convs[0], 2)])
        },
        Held {
            epoch: None,
            ..holding(&[(convs[0], 1)])
        },
    ] {
        assert_eq!(items(&world, mary, held).await, fresh);
    }
    let absent = ConversationId::from_bytes([9; 16]);
    for forged in [foreign, absent] {
        let held = Held {
            viewing: Some(forged),
            ..holding(&[(convs[0], 2), (forged, 1)])
        };
        assert_eq!(
            items(&world, mary, held).await,
            [Item::Gone { conv: forged }]
        );
    }
}

#[tokio::test]
async fn too_much_to_tell_by_events_is_told_by_a_snapshot() {
    let world = world();
    let mary = world.person("mary").await;
    let conv = conversations(&world, mary, 1).await[0];
    let missed = u32::try_from(DELTA_EVENTS).unwrap();
    for n in 0..missed {
        world.say(mary, conv, 100 + n, "x").await.unwrap();
    }
    let pull = async |from: u64| {
        world
            .services
            .sync
            .pull(mary, conv, Rev::new(from))
            .await
            .unwrap()
    };
    assert!(matches!(pull(2).await, Item::Delta { events, .. } if events.len() == DELTA_EVENTS));
    let Item::Reset {
        snapshot, people, ..
    } = pull(1).await
    else {
        panic!("{DELTA_EVENTS} is the limit")
    };
    assert_eq!(snapshot.entries.len(), SNAPSHOT_ENTRIES);
    assert_eq!(
        (snapshot.last_seq.get(), people.len()),
        (u64::from(missed) + 1, 2)
    );
    assert!(
        matches!(pull(0).await, Item::Reset { .. }),
        "0 asks for the whole"
    );

    let long = "y".repeat(16_000);
    for n in 0..20 {
        world.say(mary, conv, 10_000 + n, &long).await.unwrap();
    }
    let head = snapshot.rev.get();
    assert!(matches!(pull(head + 10).await, Item::Delta { .. }));
    assert!(
        matches!(pull(head).await, Item::Reset { .. }),
        "20 × 16 kB is more than a delta holds"
    );
}

/// Whatever way a device is caught up, it ends where a fresh device does.
#[tokio::test]
async fn every_version_catches_up_to_the_same_state() {
    let world = world();
    let mary = world.person("mary").await;
    let conv = conversations(&world, mary, 1).await[0];
    for n in 0..20 {
        world
            .say(mary, conv, 100 + n, &format!("message {n}"))
            .await
            .unwrap();
    }
    let Item::Reset {
        snapshot: fresh, ..
    } = world
        .services
        .sync
        .pull(mary, conv, Rev::ZERO)
        .await
        .unwrap()
    else {
        panic!()
    };
    let log = world
        .store
        .since(conv, Rev::ZERO, 100)
        .await
        .unwrap()
        .unwrap()
        .events
        .unwrap();
    let mut device = fold::created(&log[0]).unwrap();
    for logged in &log[1..] {
        let mut caught_up = device.clone();
        let Item::Delta { events, .. } = world
            .services
            .sync
            .pull(mary, conv, device.rev)
            .await
            .unwrap()
        else {
            panic!()
        };
        for missed in &events {
            fold::apply(&mut caught_up, missed).unwrap();
        }
        assert_eq!(caught_up, fresh);
        fold::apply(&mut device, logged).unwrap();
    }
}

/// More than are read at once, some of them long, some held already.
#[tokio::test]
async fn however_many_are_read_at_once_each_comes_once_and_in_order() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 50).await;
    let long = "z".repeat(16_000);
    for n in 0..10 {
        world.say(mary, convs[44], 1_000 + n, &long).await.unwrap();
    }
    let held = holding(&[(convs[40], 1), (convs[20], 2), (convs[19], 1)]);
    let got = items(&world, mary, held).await;
    let deltas = got.iter().filter(|item| matches!(item, Item::Delta { .. }));
    assert_eq!(deltas.count(), 2);
    let order: Vec<_> = got.iter().map(about).collect();
    // What was said last comes first.
    let mut expected: Vec<_> = convs.iter().rev().copied().collect();
    expected.retain(|conv| ![convs[20], convs[44]].contains(conv));
    expected.insert(0, convs[44]);
    assert_eq!(order, expected);
}

#[tokio::test]
async fn what_is_over_budget_comes_in_outline() {
    let world = world();
    let mary = world.person("mary").await;
    let convs = conversations(&world, mary, 6).await;
    let long = "z".repeat(16_000);
    for (at, conv) in (1_u32..).zip(&convs) {
        for n in 0..40 {
            world.say(mary, *conv, at * 1_000 + n, &long).await.unwrap();
        }
    }
    let got = items(&world, mary, Held::default()).await;
    let order: Vec<_> = got.iter().map(about).collect();
    // They were all said at one moment.
    assert_eq!(order, convs, "the list is complete");
    let whole = got
        .iter()
        .take_while(|item| matches!(item, Item::Reset { .. }))
        .count();
    assert_eq!(whole, CATCH_UP_BYTES / (40 * 16_000));
    for item in &got[whole..] {
        let Item::Head {
            snapshot, people, ..
        } = item
        else {
            panic!("{item:?}")
        };
        assert_eq!(snapshot.last_seq.get(), 41);
        let seqs: Vec<_> = snapshot.entries.iter().map(|it| it.seq.get()).collect();
        assert_eq!((seqs, people.len()), (vec![41], 2));
    }
}
