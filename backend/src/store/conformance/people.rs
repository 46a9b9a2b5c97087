//! What people are to each other.

use std::sync::Arc;

use common::{
    fold::presence::Relation,
    ids::UserId,
    limits::{BLOCKED, CONTACTS, REQUESTS_A_DAY},
    model::{AccountSettings, ConversationSettings, Event, Logged, Privacy, settings::Circle},
    seq::Rev,
    time::Timestamp,
};

use super::world::{
    NOW, account, append, conv, john_and_mary, opened, person, says, strangers, user,
};
use crate::{
    domain::Denied,
    store::{Refusal, Store, message::NewMessage, people::Related},
};

const DENIED: fn(Denied) -> Refusal = Refusal::Denied;

async fn between(store: &Arc<dyn Store>, viewer: u8, person: u8) -> (Relation, Relation, bool) {
    let ties = store.between(user(viewer), vec![user(person)]).await;
    let tie = ties.unwrap()[0];
    (tie.viewer_is, tie.person_is, tie.blocked)
}

pub(crate) async fn consent_is_an_event_and_happens_once(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    append(&store, says(1, conv_id, 1, "may I?")).await.unwrap();
    let consented = store.consent(conv_id, user(2), NOW).await.unwrap().unwrap();
    let logged = Logged {
        rev: Rev::new(3),
        event: Event::Consented { user: user(2) },
    };
    assert_eq!(consented.logged, logged);
    assert!(consented.members.iter().all(|member| member.consents));
    assert_eq!(store.consent(conv_id, user(2), NOW).await, Ok(None));
    assert_eq!(
        store.consent(conv_id, user(1), NOW).await,
        Ok(None),
        "whoever wrote consents"
    );
    let since = store.since(conv_id, Rev::new(2), 10).await.unwrap();
    assert_eq!(since.unwrap().events, Some(vec![logged]));
    let state = store
        .snapshot(conv_id, user(1), 10, NOW)
        .await
        .unwrap()
        .unwrap()
        .state;
    assert!(state.is_accepted());
    for (who, place) in [(3, conv_id), (1, conv(9))] {
        assert_eq!(
            store.consent(place, user(who), NOW).await,
            Err(DENIED(Denied::NotFound))
        );
    }
}

pub(crate) async fn contacts_may_write(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    let add = async |who: u8, other: u8| store.set_contact(user(who), user(other), true, NOW).await;
    let added = add(1, 2).await.unwrap();
    assert!(added.changed.is_some());
    assert_eq!(added.consented.unwrap().conv, conv_id);
    assert_eq!(add(1, 2).await, Ok(Related::default()), "it is so already");
    for nobody in [1, 99] {
        assert_eq!(add(1, nobody).await, Err(DENIED(Denied::NotFound)));
    }
    // A conversation that comes to be later begins with it.
    add(3, 1).await.unwrap();
    let later = opened(&store, 1, 3, 101).await;
    let state = store
        .snapshot(later, user(1), 10, NOW)
        .await
        .unwrap()
        .unwrap()
        .state;
    let consents = |n| state.member(user(n)).unwrap().consents;
    assert_eq!((consents(1), consents(3)), (false, true));
    let created = store.since(later, Rev::ZERO, 10).await.unwrap().unwrap();
    let Some(Event::Created { members, .. }) = created.events.map(|mut all| all.remove(0).event)
    else {
        panic!("it was created");
    };
    assert_eq!(members, state.members, "and its log says so");
    // Whoever goes from the list has been agreed with nevertheless.
    let removed = store.set_contact(user(1), user(2), false, NOW).await;
    assert!(removed.unwrap().changed.is_some());
    let again = store.set_contact(user(1), user(2), false, NOW).await;
    assert_eq!(again, Ok(Related::default()));
    let state = store
        .snapshot(conv_id, user(1), 10, NOW)
        .await
        .unwrap()
        .unwrap()
        .state;
    assert!(state.member(user(1)).unwrap().consents);
}

pub(crate) async fn a_block_is_between_two_and_both_ways(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    store
        .set_contact(user(2), user(1), true, NOW)
        .await
        .unwrap();
    store
        .set_contact(user(1), user(2), true, NOW)
        .await
        .unwrap();
    let block =
        async |who: u8, other: u8, on| store.set_block(user(who), user(other), on, NOW).await;
    assert!(block(2, 1, true).await.unwrap().changed.is_some());
    assert_eq!(block(2, 1, true).await, Ok(Related::default()));
    for nobody in [2, 99] {
        assert_eq!(block(2, nobody, true).await, Err(DENIED(Denied::NotFound)));
    }
    let stranger = (Relation::Stranger, Relation::Stranger, true);
    assert_eq!(between(&store, 1, 2).await, stranger);
    assert_eq!(between(&store, 2, 1).await, stranger);
    let own = async |n| store.own_account(user(n)).await.unwrap().unwrap();
    assert_eq!(own(2).await.contacts, [], "whom one blocks is no contact");
    assert_eq!(own(2).await.blocked[0].id, user(1));
    assert_eq!(
        own(1).await.contacts[0].id,
        user(2),
        "who is blocked is not told"
    );
    assert_eq!(own(1).await.blocked, []);
    // Whoever has blocked hears why it does not work; whoever is blocked hears nothing of it.
    let blocked = Err(DENIED(Denied::Blocked));
    assert_eq!(
        store.set_contact(user(2), user(1), true, NOW).await,
        blocked
    );
    assert_eq!(
        store.consent(conv_id, user(2), NOW).await,
        Err(DENIED(Denied::Blocked))
    );
    assert_eq!(store.consent(conv_id, user(1), NOW).await, Ok(None));
    store
        .set_contact(user(1), user(2), false, NOW)
        .await
        .unwrap();
    store
        .set_contact(user(1), user(2), true, NOW)
        .await
        .unwrap();

    let lifted = block(2, 1, false).await.unwrap();
    let named: Vec<_> = lifted.named.iter().map(|(sight, _)| sight.viewer).collect();
    assert_eq!(named, [user(2), user(1)], "each hears of the other");
    assert_eq!(block(2, 1, false).await, Ok(Related::default()));
    assert_eq!(
        between(&store, 1, 2).await,
        (Relation::Accepted, Relation::Contact, false)
    );
}

pub(crate) async fn lists_have_an_end(store: Arc<dyn Store>) {
    let most = u16::try_from(CONTACTS).unwrap();
    assert_eq!(CONTACTS, BLOCKED, "one number for both lists here");
    let id = |n: u16| {
        let mut bytes = [200; 16];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        UserId::from_bytes(bytes)
    };
    person(&store, 1, "john", "John").await;
    let mut meeting = tokio::task::JoinSet::new();
    for n in 0..=most {
        let store = store.clone();
        meeting.spawn(async move {
            let mut new = account(200, &format!("person.{n}"), "Somebody");
            new.id = id(n);
            store.create_account(new).await.unwrap();
            if n < most {
                store.set_contact(user(1), id(n), true, NOW).await.unwrap();
            }
        });
    }
    meeting.join_all().await;
    let full = Err(DENIED(Denied::TooMany));
    assert_eq!(store.set_contact(user(1), id(most), true, NOW).await, full);
    let own = store.own_account(user(1)).await.unwrap().unwrap();
    assert_eq!(own.contacts.len(), CONTACTS);
    let mut blocking = tokio::task::JoinSet::new();
    for n in 0..most {
        let store = store.clone();
        blocking.spawn(async move { store.set_block(user(1), id(n), true, NOW).await });
    }
    assert!(blocking.join_all().await.iter().all(Result::is_ok));
    assert_eq!(store.set_block(user(1), id(most), true, NOW).await, full);
    store.set_block(user(1), id(0), false, NOW).await.unwrap();
    let block = store.set_block(user(1), id(most), true, NOW).await;
    assert!(block.unwrap().changed.is_some());
}

/// The steps of an acquaintance, and what each makes of the two.
pub(crate) async fn what_two_are_to_each_other(store: Arc<dyn Store>) {
    use Relation::{Accepted, Asked, Contact, Stranger};
    let conv_id = strangers(&store).await;
    assert_eq!(between(&store, 2, 1).await, (Stranger, Stranger, false));
    append(&store, says(1, conv_id, 1, "may I?")).await.unwrap();
    assert_eq!(between(&store, 2, 1).await, (Asked, Stranger, false));
    assert_eq!(between(&store, 1, 2).await, (Stranger, Asked, false));
    store.consent(conv_id, user(2), NOW).await.unwrap();
    assert_eq!(between(&store, 2, 1).await, (Accepted, Accepted, false));
    store
        .set_contact(user(1), user(2), true, NOW)
        .await
        .unwrap();
    assert_eq!(between(&store, 2, 1).await, (Contact, Accepted, false));
    let settings = AccountSettings {
        privacy: Privacy {
            typing: Circle::Nobody,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    store.set_settings(user(1), settings).await.unwrap();
    let people = vec![user(1), user(2), user(3), user(99)];
    let ties = store.between(user(2), people).await.unwrap();
    let whom: Vec<_> = ties.iter().map(|tie| tie.person).collect();
    assert_eq!(whom, [user(1), user(3)], "not oneself, and not nobody");
    assert_eq!(ties[0].privacy, settings.privacy);
    assert_eq!(ties[0].viewer_privacy, Privacy::default());
    assert_eq!(store.between(user(99), vec![user(1)]).await, Ok(vec![]));
}

/// One message asks; what follows needs an answer. All who do not accept say so in the same way, and a repeat is no new message.
pub(crate) async fn one_message_asks_and_the_rest_needs_an_answer(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    let not_accepting = Err(DENIED(Denied::NotAccepting));
    let first = append(&store, says(1, conv_id, 1, "may I?")).await.unwrap();
    for n in 2..4 {
        assert_eq!(
            append(&store, says(1, conv_id, n, "well?")).await,
            not_accepting
        );
    }
    assert_eq!(
        append(&store, says(1, conv_id, 1, "may I?")).await,
        Ok(first)
    );
    let declined = ConversationSettings {
        declined: true,
        ..ConversationSettings::default()
    };
    store
        .set_conversation(user(2), conv_id, declined)
        .await
        .unwrap();
    assert_eq!(
        append(&store, says(1, conv_id, 2, "well?")).await,
        not_accepting
    );
    store.set_block(user(2), user(1), true, NOW).await.unwrap();
    assert_eq!(
        append(&store, says(1, conv_id, 2, "well?")).await,
        not_accepting
    );
    assert_eq!(
        append(&store, says(1, conv_id, 1, "may I?")).await,
        Ok(first)
    );
    assert_eq!(
        append(&store, says(2, conv_id, 3, "no")).await,
        Err(DENIED(Denied::Blocked))
    );
    store.set_block(user(2), user(1), false, NOW).await.unwrap();
    append(&store, says(2, conv_id, 3, "hello")).await.unwrap();
    append(&store, says(1, conv_id, 2, "well?")).await.unwrap();
    let (_, rev) = store.heads(vec![conv_id]).await.unwrap()[0];
    assert_eq!(rev, Rev::new(4), "nothing that was refused took a number");
}

/// Also where the store remembers the conversation, because somebody has just written.
pub(crate) async fn a_block_is_seen_by_the_next_message_of_either(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
    let block = async |on| {
        let set = store.set_block(user(1), user(2), on, NOW).await;
        assert!(set.unwrap().changed.is_some());
    };
    for cid in [10, 20] {
        append(&store, says(1, conv_id, cid, "hello"))
            .await
            .unwrap();
        append(&store, says(2, conv_id, cid, "hello"))
            .await
            .unwrap();
        block(true).await;
        for (who, why) in [(2, Denied::NotAccepting), (1, Denied::Blocked)] {
            let refused = append(&store, says(who, conv_id, cid + 1, "still?")).await;
            assert_eq!(refused, Err(DENIED(why)));
        }
        block(false).await;
    }
}

/// A spammer reaches so many strangers a day; whoever answers is no stranger.
pub(crate) async fn so_many_strangers_are_asked_within_a_day(store: Arc<dyn Store>) {
    let most = u8::try_from(REQUESTS_A_DAY).unwrap();
    person(&store, 1, "john", "John").await;
    let ask = async |n: u8, at: Timestamp| {
        let conv_id = opened(&store, 1, n, n).await;
        let message = NewMessage {
            at,
            ..says(1, conv_id, u32::from(n), "hello")
        };
        append(&store, message).await.map(|_| ())
    };
    for n in 2..most + 5 {
        person(&store, n, &format!("person.{n}"), "Somebody").await;
    }
    for n in 2..most + 2 {
        assert_eq!(ask(n, NOW).await, Ok(()), "{n}");
    }
    let next = most + 2;
    assert_eq!(ask(next, NOW).await, Err(DENIED(Denied::TooMany)));
    assert_eq!(ask(2, NOW).await, Ok(()), "a repeat is no new request");
    // A contact has agreed beforehand, and whoever answers has agreed, too.
    store
        .set_contact(user(next + 1), user(1), true, NOW)
        .await
        .unwrap();
    assert_eq!(ask(next + 1, NOW).await, Ok(()));
    let answered = append(&store, says(2, conv(2), 99, "hello yourself")).await;
    answered.unwrap();
    assert_eq!(ask(next, NOW).await, Ok(()));
    assert_eq!(ask(next + 2, NOW).await, Err(DENIED(Denied::TooMany)));
    let tomorrow = Timestamp::from_millis(NOW.as_millis() + 24 * 60 * 60 * 1_000);
    assert_eq!(ask(next + 2, tomorrow).await, Ok(()));
}
