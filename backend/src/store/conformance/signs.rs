//! What typing and presence hang on.

use std::sync::Arc;

use common::{
    model::{
        AccountSettings, Choice, ConversationKind, ConversationSettings, Privacy, presence::Mode,
        settings::Circle,
    },
    time::Timestamp,
};

use super::world::{NOW, append, conv, john_and_mary, says, strangers, user};
use crate::{
    domain::presence::Facts,
    store::{Store, signs::Participants},
};

pub(crate) async fn what_presence_hangs_on(store: Arc<dyn Store>) {
    john_and_mary(&store).await;
    let facts = async |n| store.facts(user(n)).await.unwrap();
    assert_eq!(facts(1).await, Some(Facts::default()));
    assert_eq!(facts(99).await, None);
    let choice = Choice {
        mode: Mode::Invisible,
        since: NOW,
        ..Choice::default()
    };
    let privacy = Privacy {
        presence: Circle::Contacts,
        ..Privacy::default()
    };
    let settings = AccountSettings {
        privacy,
        ..AccountSettings::default()
    };
    store.set_choice(user(1), choice.clone()).await.unwrap();
    store.set_settings(user(1), settings).await.unwrap();
    let later = NOW.plus_millis(60_000);
    let both = vec![(user(1), later), (user(2), NOW), (user(99), NOW)];
    store.note_seen(both).await.unwrap();
    store.note_seen(vec![(user(1), NOW)]).await.unwrap();
    let expected = Facts {
        choice,
        privacy,
        last_seen: later,
    };
    assert_eq!(facts(1).await, Some(expected), "and it never goes back");
    assert_eq!(facts(2).await.map(|it| it.last_seen), Some(NOW));
    assert_eq!(
        facts(3).await.map(|it| it.last_seen),
        Some(Timestamp::default())
    );
}

pub(crate) async fn what_typing_hangs_on(store: Arc<dyn Store>) {
    let chat = strangers(&store).await;
    append(&store, says(1, chat, 1, "may I?")).await.unwrap();
    let quiet = ConversationSettings {
        typing: Some(false),
        ..ConversationSettings::default()
    };
    store.set_conversation(user(2), chat, quiet).await.unwrap();
    let Participants { kind, members } = store.participants(chat).await.unwrap().unwrap();
    assert_eq!(kind, ConversationKind::Direct);
    let mut said: Vec<_> = members
        .iter()
        .map(|(member, typing)| (member.user, member.consents, *typing))
        .collect();
    said.sort();
    assert_eq!(said, [(user(1), true, None), (user(2), false, Some(false))]);
    assert_eq!(store.participants(conv(99)).await, Ok(None));
}
