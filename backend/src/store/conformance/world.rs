//! People, keys and sentences for the laws.

use std::sync::Arc;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft},
    time::Timestamp,
    validate::{DisplayName, Username},
};

use crate::{
    domain::conversation::Pair,
    store::{
        Refusal, Store,
        account::{Credential, NewAccount},
        conversation::NewDirect,
        message::{Appended, BodyHash, NewMessage, Place},
    },
};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

pub(crate) fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub(crate) fn conv(n: u8) -> ConversationId {
    ConversationId::from_bytes([n; 16])
}

pub(crate) fn key(n: u32) -> IdempotencyKey {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    IdempotencyKey::from_bytes(bytes)
}

/// Makes the account `n`, called so.
pub(crate) async fn person(store: &Arc<dyn Store>, n: u8, username: &str, name: &str) -> UserId {
    store
        .create_account(account(n, username, name))
        .await
        .unwrap();
    user(n)
}

pub(crate) fn account(n: u8, username: &str, name: &str) -> NewAccount {
    NewAccount {
        id: user(n),
        username: Username::parse(username).unwrap(),
        name: DisplayName::parse(name).unwrap(),
        credential: Credential::Password(format!("phc of {n}")),
        at: NOW,
    }
}

/// John (1), Mary (2) and Mike (3), and the conversation of John and Mary, who want to talk.
pub(crate) async fn john_and_mary(store: &Arc<dyn Store>) -> ConversationId {
    three(store).await;
    direct(store, 1, 2, 100).await
}

/// The same three; John and Mary have said nothing of each other yet.
pub(crate) async fn strangers(store: &Arc<dyn Store>) -> ConversationId {
    three(store).await;
    opened(store, 1, 2, 100).await
}

async fn three(store: &Arc<dyn Store>) {
    person(store, 1, "john", "John Carter").await;
    person(store, 2, "mary", "Mary Bennet").await;
    person(store, 3, "mike", "Mike Novak").await;
}

/// The conversation of two who are each other's contacts, under the id `n` if it is new.
pub(crate) async fn direct(store: &Arc<dyn Store>, one: u8, other: u8, n: u8) -> ConversationId {
    for (one, other) in [(one, other), (other, one)] {
        let added = store.set_contact(user(one), user(other), true, NOW).await;
        added.unwrap();
    }
    opened(store, one, other, n).await
}

/// The conversation of two, whatever they are to each other.
pub(crate) async fn opened(store: &Arc<dyn Store>, one: u8, other: u8, n: u8) -> ConversationId {
    let new = NewDirect {
        id: conv(n),
        pair: Pair::of(user(one), user(other)).unwrap(),
        at: NOW,
    };
    store.open_direct(new).await.unwrap().conv
}

/// A message that says `text`.
pub(crate) fn says(author: u8, conv: ConversationId, cid: u32, text: &str) -> NewMessage {
    let mut hash = [0; 16];
    for (at, byte) in text.bytes().enumerate() {
        hash[at % 16] ^= byte.rotate_left(u32::try_from(at / 16 % 8).unwrap());
    }
    NewMessage {
        conv,
        author: user(author),
        draft: Draft {
            cid: key(cid),
            body: Body::Text {
                text: text.to_owned(),
            },
            reply_to: None,
            files: vec![],
            mentions: vec![],
        },
        hash: BodyHash(hash),
        at: NOW,
        read_upto: None,
    }
}

/// Appends and returns the place, new or not.
pub(crate) async fn append(store: &Arc<dyn Store>, new: NewMessage) -> Result<Place, Refusal> {
    Ok(match store.append_message(new).await? {
        Appended::New { place, .. } | Appended::Repeated(place) => place,
    })
}
