//! John, Mary and Mike.

use common::time::Timestamp;

use super::*;
use crate::service::demo;

#[tokio::test]
async fn the_demo_is_seeded_once_and_open_only_where_there_is_a_demo() {
    let world = world_with(Settings {
        demo: true,
        ..quick()
    });
    let now = crate::clock::Clock::now(&*world.clock);
    demo::seed(&*world.store, now).await.unwrap();
    let accounts = &world.services.accounts;
    let people = accounts.demo_people().await.unwrap();
    let names: Vec<_> = people.iter().map(|who| who.username.as_str()).collect();
    assert_eq!(names, ["john", "mary", "mike"]);
    let state = async |who: UserId| world.store.user_state(who).await.unwrap().unwrap();
    let before = state(people[1].id).await;
    assert_eq!(before.lines.len(), 2);
    assert!(
        before
            .lines
            .iter()
            .all(|line| line.rev.get() > 3 && line.active < now)
    );
    demo::seed(&*world.store, now.plus_millis(5_000_000))
        .await
        .unwrap();
    assert_eq!(
        state(people[1].id).await,
        before,
        "seeding again changes nothing"
    );

    let mary = accounts
        .sign_in_demo(people[1].id, Origin::default())
        .await
        .unwrap();
    assert_eq!(mary.profile, people[1]);
    let real = world.person("someone").await;
    let refused = accounts.sign_in_demo(real, Origin::default()).await;
    assert_eq!(refused.unwrap_err(), ServiceError::NotFound);

    let elsewhere = Services::new(
        world.store.clone(),
        world.bus.clone(),
        world.clock.clone(),
        Arc::new(FakeEntropy::new(3)),
        quick(),
    );
    let refused = elsewhere
        .accounts
        .sign_in_demo(people[1].id, Origin::default())
        .await;
    assert_eq!(refused.unwrap_err(), ServiceError::NotFound);
    assert_eq!(elsewhere.accounts.demo_people().await.unwrap(), []);
}

#[tokio::test]
async fn the_demo_leaves_a_registered_name_alone() {
    let world = world();
    let marys = world.person("mary").await;
    demo::seed(&*world.store, Timestamp::from_millis(1))
        .await
        .unwrap();
    let lines = world.store.user_state(marys).await.unwrap().unwrap().lines;
    assert_eq!(lines, vec![], "nobody is put into a real person's list");
}
