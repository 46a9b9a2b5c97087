//! What is a person's own: name, settings, drafts, reports.

use std::sync::Arc;

use common::{
    ids::DeviceId,
    limits::DRAFTS,
    model::{
        AccountSettings, Choice, ConversationSettings, Privacy,
        presence::{Mode, Status},
        settings::ReportReason,
    },
    seq::{Seq, StateVer},
    time::Timestamp,
    validate::DisplayName,
};

use super::world::{NOW, append, conv, opened, says, strangers, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        people::{NewDraft, PeopleNews, Report},
    },
};

const DENIED: fn(Denied) -> Refusal = Refusal::Denied;

async fn since(store: &Arc<dyn Store>, n: u8, from: StateVer) -> PeopleNews {
    store.people_since(user(n), from).await.unwrap()
}

async fn names_since(store: &Arc<dyn Store>, n: u8, from: StateVer) -> Vec<String> {
    let news = since(store, n, from).await;
    let names = news.profiles.iter().map(|one| one.name.as_str().to_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

async fn number(store: &Arc<dyn Store>, n: u8) -> StateVer {
    store.user_state(user(n)).await.unwrap().unwrap().state
}

pub(crate) async fn a_name_changes_for_everyone_and_for_the_search(store: Arc<dyn Store>) {
    strangers(&store).await;
    // Mike has no conversation with John, but has him as a contact.
    store
        .set_contact(user(3), user(1), true, NOW)
        .await
        .unwrap();
    let before = StateVer::ZERO;
    let name = |text| DisplayName::parse(text).unwrap();
    let changed = store.set_name(user(1), name("Jonathan Carter")).await;
    for (hearer, ver) in changed.unwrap().unwrap() {
        let last = store.state_heads(vec![hearer]).await;
        assert_eq!(last, Ok(vec![(hearer, ver)]));
    }
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
    for n in 1..=3 {
        // One's own other devices have to hear of it, too.
        let told = names_since(&store, n, before).await;
        assert_eq!(told, ["Jonathan Carter"], "{n}");
        let told = names_since(&store, n, number(&store, n).await).await;
        assert_eq!(told, [""; 0], "{n}");
    }
    // A block keeps it from both, and lifting it tells who comes back.
    store.set_block(user(2), user(1), true, NOW).await.unwrap();
    assert_eq!(fellows(1).await, [user(1), user(3)]);
    assert_eq!(fellows(2).await, [user(2)]);
    assert_eq!(names_since(&store, 2, before).await, [""; 0]);
    let there = [number(&store, 1).await, number(&store, 2).await];
    store.set_name(user(2), name("Maria Bennet")).await.unwrap();
    assert_eq!(names_since(&store, 1, before).await, ["Jonathan Carter"]);
    assert_eq!(number(&store, 1).await, there[0], "nor by counting");
    store.set_block(user(2), user(1), false, NOW).await.unwrap();
    assert_eq!(names_since(&store, 1, there[0]).await, ["Maria Bennet"]);
    let both = names_since(&store, 2, there[1]).await;
    assert_eq!(both, ["Jonathan Carter", "Maria Bennet"]);
    assert_eq!(find("bennet").await, 0, "the asker");
}

pub(crate) async fn settings_are_the_persons_own(store: Arc<dyn Store>) {
    strangers(&store).await;
    let settings = AccountSettings {
        privacy: Privacy {
            receipts: false,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    let set = async |settings| {
        let set = store.set_settings(user(1), settings).await;
        set.unwrap().is_some()
    };
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
        ..Choice::default()
    };
    assert_eq!(store.choice(user(1)).await, Ok(Choice::default()));
    let set_choice = async |who, choice: &Choice| {
        let set = store.set_choice(user(who), choice.clone()).await;
        set.unwrap().is_some()
    };
    assert!(set_choice(1, &choice).await);
    assert!(!set_choice(99, &choice).await);
    assert_eq!(store.choice(user(1)).await, Ok(choice.clone()));
    let own = store.own_account(user(1)).await.unwrap().unwrap();
    assert_eq!((own.settings, &own.choice), (settings, &choice));
    assert_eq!(store.own_account(user(99)).await, Ok(None));
    let last = number(&store, 1).await;
    assert_eq!(since(&store, 1, last.prev()).await.account, Some(own));
    assert_eq!(since(&store, 1, last).await.account, None);
    assert_eq!(
        since(&store, 2, StateVer::ZERO).await,
        PeopleNews::default(),
        "it is nobody else's"
    );
    assert!(set(AccountSettings::default()).await);
    // Who stays invisible was last seen when that began, with the words of then.
    for (at, since) in [(7, 7), (8, 7)] {
        let hidden = Choice {
            mode: Mode::Invisible,
            status: Status::default(),
            since: Timestamp::from_millis(NOW.as_millis() + at),
            ..Choice::default()
        };
        assert!(set_choice(1, &hidden).await);
        let stored = store.choice(user(1)).await.unwrap();
        assert_eq!(stored.since.as_millis(), NOW.as_millis() + since);
        assert_eq!(stored.status, Status::default(), "for oneself");
        assert_eq!(stored.words(), choice.status);
    }
}

pub(crate) async fn nobody_declines_what_they_agreed_to(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    append(&store, says(1, conv_id, 1, "may I?")).await.unwrap();
    let declined = ConversationSettings {
        declined: true,
        ..ConversationSettings::default()
    };
    let set = async |who, settings| {
        let set = store.set_conversation(user(who), conv_id, settings).await;
        set.map(|told| told.is_some())
    };
    let before = store.user_state(user(1)).await.unwrap().unwrap().state;
    assert_eq!(set(1, declined).await, Ok(true), "he wrote himself");
    // The device that asked may show it as declined: it is told that it is not, also if it comes back later.
    let told = store.standings_since(user(1), before).await.unwrap();
    assert_eq!(told, [conv_id]);
    let standing = store.standing(conv_id, user(1), NOW).await.unwrap();
    assert!(!standing.unwrap().settings.declined);
    assert_eq!(set(2, declined).await, Ok(true));
    assert_eq!(set(2, declined).await, Ok(false));
    assert_eq!(set(3, declined).await, Err(DENIED(Denied::NotFound)));
    let consented = store.consent(conv_id, user(2), NOW).await.unwrap();
    assert!(consented.unwrap().undeclined.is_some());
    assert_eq!(
        set(2, ConversationSettings::default()).await,
        Ok(false),
        "declining ended with the consent"
    );
    assert_eq!(
        set(2, declined).await,
        Ok(true),
        "to be told that it is not"
    );
    // Whoever writes agrees, too.
    let other = opened(&store, 1, 3, 101).await;
    append(&store, says(1, other, 2, "and you?")).await.unwrap();
    let set = async |settings| {
        let set = store.set_conversation(user(3), other, settings).await;
        set.map(|told| told.is_some())
    };
    assert_eq!(set(declined).await, Ok(true));
    append(&store, says(3, other, 3, "yes")).await.unwrap();
    assert_eq!(set(ConversationSettings::default()).await, Ok(false));
}

pub(crate) async fn reports_are_kept_with_their_names(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
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
    assert_eq!(kept[0].when, "2026-11-18 11:06");
}

pub(crate) async fn drafts_stand_beside_those_they_did_not_know(store: Arc<dyn Store>) {
    let conv_id = strangers(&store).await;
    let save = async |who: u8, device: u8, text: &str, base, replaces| {
        let draft = NewDraft {
            user: user(who),
            conv: conv_id,
            device: DeviceId::from_bytes([device; 16]),
            text: text.to_owned(),
            reply_to: None,
            base,
            replaces,
            at: NOW,
        };
        store.save_draft(draft).await.map(drop)
    };
    let kept = async |who: u8| -> Vec<(u64, String)> {
        let standing = store.standing(conv_id, user(who), NOW).await.unwrap();
        let drafts = standing.unwrap().drafts.into_iter();
        drafts.map(|draft| (draft.ver, draft.text)).collect()
    };
    let is = |drafts: &[(u64, &str)]| -> Vec<(u64, String)> {
        let owned = drafts.iter();
        owned
            .map(|(ver, text)| (*ver, (*text).to_owned()))
            .collect()
    };
    assert_eq!(
        save(3, 1, "x", 0, None).await,
        Err(DENIED(Denied::NotFound))
    );
    save(1, 1, "a", 0, None).await.unwrap();
    save(1, 2, "ab", 1, None).await.unwrap();
    assert_eq!(kept(1).await, is(&[(2, "ab")]), "it knew of the other");
    save(1, 1, "ac", 1, Some(1)).await.unwrap();
    assert_eq!(kept(1).await, is(&[(2, "ab"), (3, "ac")]));
    save(1, 1, "acd", 1, Some(3)).await.unwrap();
    assert_eq!(
        kept(1).await,
        is(&[(2, "ab"), (4, "acd")]),
        "it goes on from the one before"
    );
    save(1, 1, "other tab", 1, Some(1)).await.unwrap();
    assert_eq!(
        kept(1).await,
        is(&[(2, "ab"), (4, "acd"), (5, "other tab")]),
        "two tabs of one device"
    );
    save(1, 1, "", 1, Some(5)).await.unwrap();
    save(1, 2, "", 2, Some(2)).await.unwrap();
    assert_eq!(kept(1).await, is(&[(4, "acd"), (7, "")]));
    save(1, 3, "b", 0, None).await.unwrap();
    assert_eq!(
        kept(1).await,
        is(&[(4, "acd"), (8, "b")]),
        "what says nothing need not be kept"
    );
    save(1, 3, "", 8, Some(8)).await.unwrap();
    assert_eq!(kept(1).await, is(&[(9, "")]));
    save(1, 3, "new", 9, Some(9)).await.unwrap();
    assert_eq!(kept(1).await, is(&[(10, "new")]), "the numbers go on");
    for device in 10..20 {
        save(1, device, "more", 0, None).await.unwrap();
    }
    let most: Vec<_> = kept(1).await.iter().map(|(ver, _)| *ver).collect();
    assert_eq!(most, [17, 18, 19, 20]);
    assert_eq!(most.len(), DRAFTS);
    assert_eq!(kept(2).await, [], "they are nobody else's");
}
