//! What people are to each other, and what is their own.

use std::sync::Arc;

use common::{
    fold::presence::Relation,
    ids::UserId,
    limits::{BLOCKED, CONTACTS},
    model::{
        AccountSettings, Choice, ConversationSettings, Event, Logged, Privacy,
        presence::{Mode, Status},
        settings::{Circle, ReportReason},
    },
    seq::{Rev, Seq, StateVer},
    validate::DisplayName,
};

use super::world::{NOW, account, append, conv, direct, john_and_mary, person, says, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        people::{PeopleNews, Related, Report},
    },
};

const DENIED: fn(Denied) -> Refusal = Refusal::Denied;

async fn between(store: &Arc<dyn Store>, viewer: u8, person: u8) -> (Relation, Relation, bool) {
    let ties = store.between(user(viewer), vec![user(person)]).await;
    let tie = ties.unwrap()[0];
    (tie.viewer_is, tie.person_is, tie.blocked)
}

async fn since(store: &Arc<dyn Store>, n: u8, from: StateVer) -> PeopleNews {
    store.people_since(user(n), from).await.unwrap()
}

fn names(news: &PeopleNews) -> Vec<&str> {
    news.profiles.iter().map(|one| one.name.as_str()).collect()
}

pub(crate) async fn consent_is_an_event_and_happens_once(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
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
    let state = store.snapshot(conv_id, 10).await.unwrap().unwrap().state;
    assert!(state.is_accepted());
    for (who, place) in [(3, conv_id), (1, conv(9))] {
        assert_eq!(
            store.consent(place, user(who), NOW).await,
            Err(DENIED(Denied::NotFound))
        );
    }
}

pub(crate) async fn contacts_may_write(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
    let add = async |who: u8, other: u8| store.set_contact(user(who), user(other), true, NOW).await;
    let added = add(1, 2).await.unwrap();
    assert!(added.changed);
    assert_eq!(added.consented.unwrap().conv, conv_id);
    assert_eq!(add(1, 2).await, Ok(Related::default()), "it is so already");
    for nobody in [1, 99] {
        assert_eq!(add(1, nobody).await, Err(DENIED(Denied::NotFound)));
    }
    // A conversation that comes to be later begins with it.
    add(3, 1).await.unwrap();
    let later = direct(&store, 1, 3, 101).await;
    let state = store.snapshot(later, 10).await.unwrap().unwrap().state;
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
    assert!(removed.unwrap().changed);
    let again = store.set_contact(user(1), user(2), false, NOW).await;
    assert_eq!(again, Ok(Related::default()));
    let state = store.snapshot(conv_id, 10).await.unwrap().unwrap().state;
    assert!(state.member(user(1)).unwrap().consents);
}

pub(crate) async fn a_block_is_between_two_and_both_ways(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
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
    assert!(block(2, 1, true).await.unwrap().changed);
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
    assert_eq!(lifted.shown.unwrap().id, user(1));
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
    assert!(block.unwrap().changed);
}

/// The steps of an acquaintance, and what each makes of the two.
pub(crate) async fn what_two_are_to_each_other(store: Arc<dyn Store>) {
    use Relation::{Accepted, Asked, Contact, Stranger};
    let conv_id = john_and_mary(&store).await;
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

pub(crate) async fn a_name_changes_for_everyone_and_for_the_search(store: Arc<dyn Store>) {
    john_and_mary(&store).await;
    // Mike has no conversation with John, but has him as a contact.
    store
        .set_contact(user(3), user(1), true, NOW)
        .await
        .unwrap();
    let before = StateVer::new(1);
    let name = |text| DisplayName::parse(text).unwrap();
    let changed = store.set_name(user(1), name("Jonathan Carter")).await;
    let profile = changed.unwrap().unwrap();
    assert_eq!(profile.name.as_str(), "Jonathan Carter");
    assert_eq!(
        store.set_name(user(1), name("Jonathan Carter")).await,
        Ok(None),
        "it is so already"
    );
    assert_eq!(
        store.set_name(user(99), name("Nobody")).await,
        Err(DENIED(Denied::NotFound))
    );
    let find = async |word: &str| {
        let found = store.find_people(vec![word.to_owned()], user(2), 10).await;
        found.unwrap().len()
    };
    assert_eq!(find("jonathan").await, 1);
    assert_eq!(find("carter").await, 1, "what stayed is found still");
    assert_eq!(find("john").await, 1, "by the username");
    let fellows = async |n| store.fellows(user(n)).await.unwrap();
    assert_eq!(fellows(1).await, [user(1), user(2), user(3)]);
    for (n, from, expected) in [
        (2, before, vec!["Jonathan Carter"]),
        (3, before, vec!["Jonathan Carter"]),
        (1, before, vec![]),
        (2, StateVer::new(2), vec![]),
    ] {
        assert_eq!(names(&since(&store, n, from).await), expected, "{n}");
    }
    // A block keeps it from both, and lifting it tells who comes back.
    store.set_block(user(2), user(1), true, NOW).await.unwrap();
    assert_eq!(fellows(1).await, [user(1), user(3)]);
    assert_eq!(fellows(2).await, [user(2)]);
    assert_eq!(names(&since(&store, 2, before).await), [""; 0]);
    store.set_name(user(2), name("Maria Bennet")).await.unwrap();
    assert_eq!(names(&since(&store, 1, StateVer::ZERO).await), [""; 0]);
    let there = StateVer::new(4);
    store.set_block(user(2), user(1), false, NOW).await.unwrap();
    assert_eq!(names(&since(&store, 1, there).await), ["Maria Bennet"]);
    assert_eq!(names(&since(&store, 2, there).await), ["Jonathan Carter"]);
    assert_eq!(find("bennet").await, 0, "the asker");
}

pub(crate) async fn settings_are_the_persons_own(store: Arc<dyn Store>) {
    john_and_mary(&store).await;
    let settings = AccountSettings {
        privacy: Privacy {
            receipts: false,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    let set = async |settings| store.set_settings(user(1), settings).await.unwrap();
    assert!(
        !set(AccountSettings::default()).await,
        "they are the defaults"
    );
    assert!(set(settings).await);
    assert!(!set(settings).await);
    let choice = Choice {
        mode: Mode::Dnd,
        status: Status {
            text: "On the train".to_owned(),
            emoji: "🚆".to_owned(),
        },
        since: NOW,
        until: None,
    };
    assert_eq!(store.choice(user(1)).await, Ok(Choice::default()));
    assert!(store.set_choice(user(1), choice.clone()).await.unwrap());
    assert!(!store.set_choice(user(99), choice.clone()).await.unwrap());
    assert_eq!(store.choice(user(1)).await, Ok(choice.clone()));
    let own = store.own_account(user(1)).await.unwrap().unwrap();
    assert_eq!((own.settings, &own.choice), (settings, &choice));
    assert_eq!(store.own_account(user(99)).await, Ok(None));
    assert_eq!(since(&store, 1, StateVer::new(1)).await.account, Some(own));
    assert_eq!(since(&store, 1, StateVer::new(2)).await.account, None);
    assert_eq!(
        since(&store, 2, StateVer::ZERO).await,
        PeopleNews::default(),
        "it is nobody else's"
    );
    assert!(set(AccountSettings::default()).await);
}

pub(crate) async fn nobody_declines_what_they_agreed_to(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
    append(&store, says(1, conv_id, 1, "may I?")).await.unwrap();
    let declined = ConversationSettings {
        declined: true,
        ..ConversationSettings::default()
    };
    let set = async |who, settings| store.set_conversation(user(who), conv_id, settings).await;
    assert_eq!(set(1, declined).await, Ok(false), "he wrote himself");
    assert_eq!(set(2, declined).await, Ok(true));
    assert_eq!(set(2, declined).await, Ok(false));
    assert_eq!(set(3, declined).await, Err(DENIED(Denied::NotFound)));
    let consented = store.consent(conv_id, user(2), NOW).await.unwrap();
    assert!(consented.unwrap().undeclined);
    assert_eq!(
        set(2, ConversationSettings::default()).await,
        Ok(false),
        "declining ended with the consent"
    );
    assert_eq!(set(2, declined).await, Ok(false));
    // Whoever writes agrees, too.
    let other = direct(&store, 1, 3, 101).await;
    append(&store, says(1, other, 2, "and you?")).await.unwrap();
    let set = async |settings| store.set_conversation(user(3), other, settings).await;
    assert_eq!(set(declined).await, Ok(true));
    append(&store, says(3, other, 3, "yes")).await.unwrap();
    assert_eq!(set(ConversationSettings::default()).await, Ok(false));
}

pub(crate) async fn reports_are_kept_with_their_names(store: Arc<dyn Store>) {
    let conv_id = john_and_mary(&store).await;
    append(&store, says(1, conv_id, 1, "buy now"))
        .await
        .unwrap();
    let report = Report {
        id: [7; 16],
        user: user(2),
        conv: conv_id,
        seq: Some(Seq::new(1)),
        reason: ReportReason::Spam,
        note: "The same to everyone.".to_owned(),
        at: NOW,
    };
    store.report(report.clone()).await.unwrap();
    for wrong in [
        Report {
            user: user(3),
            ..report.clone()
        },
        Report {
            seq: Some(Seq::new(2)),
            ..report.clone()
        },
        Report {
            conv: conv(9),
            seq: None,
            ..report.clone()
        },
    ] {
        let refused = store.report(wrong.clone()).await;
        assert_eq!(refused, Err(DENIED(Denied::NotFound)), "{wrong:?}");
    }
    let kept = store.reports().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].report, report);
    assert_eq!(kept[0].by.username.as_str(), "mary");
    assert_eq!(kept[0].others[0].username.as_str(), "john");
    assert_eq!(kept[0].text.as_deref(), Some("buy now"));
}
