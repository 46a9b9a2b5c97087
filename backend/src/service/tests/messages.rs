//! Sending exactly once, to those who may hear it; reading back.

use common::{
    model::{Event, Logged},
    seq::{Rev, Seq},
    validate::InvalidMessageText,
};

use super::*;
use crate::bus::Payload;

#[tokio::test]
async fn a_sent_message_is_told_to_both_and_to_nobody_else() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    world.person("mike").await;
    let conv = world.direct(john, mary).await;
    let mut ear = world.listen();
    let sent = world.say(john, conv, 1, " hello ").await.unwrap();
    assert!(!sent.dup);
    assert_eq!((sent.place.seq, sent.place.rev), (Seq::new(1), Rev::new(2)));
    let heard = ear.heard().await;
    let [envelope] = &heard[..] else {
        panic!("{heard:?}")
    };
    let mut both = vec![john, mary];
    both.sort();
    assert_eq!(
        envelope.audience, both,
        "the sender's other devices hear it too"
    );
    let Payload::Conversation {
        conv: told,
        logged: Logged {
            rev,
            event: Event::Posted(entry),
        },
    } = &envelope.payload
    else {
        panic!("{envelope:?}")
    };
    assert_eq!(
        (*told, *rev, entry.seq),
        (conv, sent.place.rev, sent.place.seq)
    );
    assert_eq!(entry.message.draft.body.as_text(), Some("hello"));
    let stored = world
        .services
        .messages
        .history(mary, conv, Seq::new(2), 10)
        .await
        .unwrap();
    assert_eq!(
        &stored.entries[..],
        std::slice::from_ref(entry),
        "what is told is what is stored"
    );
}

/// N1, N3: a repeat gives the same place, tells nobody again, and does so years later.
#[tokio::test]
async fn n1_n3_a_repeat_is_a_success_without_effect_for_ever() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    let first = world.say(john, conv, 1, "hello").await.unwrap();
    let mut ear = world.listen();
    for days in [0, 30, 4_000] {
        world
            .clock
            .advance(std::time::Duration::from_hours(24 * days));
        let again = world.say(john, conv, 1, "hello").await.unwrap();
        assert!(again.dup);
        assert_eq!(again.place, first.place);
    }
    assert_eq!(ear.heard().await, vec![]);
}

#[tokio::test]
async fn n2_another_text_under_the_same_key_is_refused() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    world.say(john, conv, 1, "hello").await.unwrap();
    let mut ear = world.listen();
    assert_eq!(
        world.say(john, conv, 1, "bye").await,
        Err(ServiceError::CidReused)
    );
    assert_eq!(ear.heard().await, vec![]);
}

/// A1: what is not one's own looks like what is not there, to every command.
#[tokio::test]
async fn a1_foreign_and_absent_conversations_are_the_same() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let mike = world.person("mike").await;
    let foreign = world.direct(john, mary).await;
    world.say(john, foreign, 1, "between us").await.unwrap();
    let absent = ConversationId::from_bytes([9; 16]);
    for conv in [foreign, absent] {
        let nothing = ServiceError::NotFound;
        assert_eq!(world.say(mike, conv, 2, "x").await, Err(nothing.clone()));
        let read = world
            .services
            .messages
            .history(mike, conv, Seq::new(1), 10)
            .await;
        assert_eq!(read, Err(nothing));
        for from in [0, 1, 99] {
            let pulled = world
                .services
                .sync
                .pull(mike, conv, Rev::new(from))
                .await
                .unwrap();
            assert_eq!(pulled, super::super::sync::Item::Gone { conv });
        }
    }
}

#[tokio::test]
async fn bad_text_is_refused_with_what_is_allowed_and_nothing_is_stored() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    let refused = world.say(john, conv, 1, " ").await;
    assert_eq!(
        refused,
        Err(ServiceError::InvalidText(InvalidMessageText::Empty))
    );
    let mut with_file = draft(2, "see this");
    with_file.files = vec![common::ids::FileId::from_bytes([1; 16])];
    let refused = world
        .services
        .messages
        .send(john, conv, &with_file, None)
        .await;
    assert_eq!(refused, Err(ServiceError::Unsupported));
    let pulled = world.services.sync.heads(vec![conv]).await.unwrap();
    assert_eq!(pulled, [(conv, Rev::new(1))]);
}

#[tokio::test]
async fn history_goes_back_page_by_page_to_the_beginning() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    for n in 1..=250 {
        world
            .say(john, conv, n, &format!("message {n}"))
            .await
            .unwrap();
    }
    let page = async |before: u64, limit: usize| {
        let page = world
            .services
            .messages
            .history(mary, conv, Seq::new(before), limit)
            .await?;
        let places: Vec<u64> = page.entries.iter().map(|entry| entry.seq.get()).collect();
        Ok::<_, ServiceError>((places, page.start))
    };
    assert_eq!(page(251, 100).await, Ok(((151..=250).collect(), false)));
    assert_eq!(
        page(251, 9_999).await,
        Ok(((151..=250).collect(), false)),
        "pages have a limit"
    );
    assert_eq!(page(101, 100).await, Ok(((1..=100).collect(), true)));
    assert_eq!(page(51, 100).await, Ok(((1..=50).collect(), true)));
    assert_eq!(page(1, 100).await, Ok((vec![], true)));
    assert_eq!(page(3, 0).await, Ok((vec![2], false)));
    for beyond in [0, 252, u64::MAX] {
        assert_eq!(page(beyond, 10).await, Err(ServiceError::BadCursor));
    }
}

/// Long messages make a short page, and none is so long that it has none.
#[tokio::test]
async fn a_page_of_history_has_a_weight() {
    let world = world();
    let (john, mary) = (world.person("john").await, world.person("mary").await);
    let conv = world.direct(john, mary).await;
    let text = "x".repeat(common::limits::MESSAGE_BYTES);
    for n in 1..=40 {
        world.say(john, conv, n, &text).await.unwrap();
    }
    let (mut before, mut seen, mut pages) = (41, Vec::new(), 0);
    loop {
        let messages = &world.services.messages;
        let page = messages.history(mary, conv, Seq::new(before), 100).await;
        let page = page.unwrap();
        let bytes = page.entries.len() * text.len();
        assert!(bytes <= common::limits::HISTORY_BYTES, "{bytes} bytes");
        pages += 1;
        seen.splice(0..0, page.entries.iter().map(|entry| entry.seq.get()));
        if page.start {
            break;
        }
        before = page.entries[0].seq.get();
    }
    assert_eq!(seen, (1..=40).collect::<Vec<u64>>());
    assert_eq!(pages, 3);
}
