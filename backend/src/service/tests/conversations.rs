//! Opening the one conversation of a pair, and finding people.

use common::model::UserEvent;

use super::*;
use crate::bus::Payload;

#[tokio::test]
async fn a_pair_has_one_conversation_and_both_hear_of_it_once() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let mut ear = world.listen();
    let opened = world
        .services
        .conversations
        .open_direct(john, mary)
        .await
        .unwrap();
    let heard = ear.heard().await;
    let mut told: Vec<_> = heard
        .iter()
        .map(|envelope| match &envelope.payload {
            Payload::User { user, logged } => {
                assert_eq!(envelope.audience, [*user], "private means private");
                assert_eq!(logged.event, UserEvent::Joined { conv: opened.conv });
                *user
            }
            other => panic!("{other:?}"),
        })
        .collect();
    told.sort();
    let mut both = vec![john, mary];
    both.sort();
    assert_eq!(told, both);
    let again = world
        .services
        .conversations
        .open_direct(mary, john)
        .await
        .unwrap();
    assert_eq!(again, opened);
    assert_eq!(ear.heard().await, vec![]);
}

#[tokio::test]
async fn nobody_talks_to_themselves_or_to_someone_who_is_not_there() {
    let world = world();
    let john = world.person("john").await;
    for other in [john, UserId::from_bytes([9; 16])] {
        let refused = world.services.conversations.open_direct(john, other).await;
        assert_eq!(refused, Err(ServiceError::NotFound));
    }
}

#[tokio::test]
async fn people_are_found_as_they_are_typed() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let found = async |query: &str| {
        let people = world
            .services
            .conversations
            .find_people(john, query)
            .await
            .unwrap();
        people.iter().map(|who| who.id).collect::<Vec<_>>()
    };
    assert_eq!(found("Ma").await, [mary]);
    assert_eq!(found("  some  ").await, [mary], "not the asker");
    assert_eq!(found("john").await, []);
    assert_eq!(found("").await, []);
    assert_eq!(found("' OR 1=1 --").await, []);
}
