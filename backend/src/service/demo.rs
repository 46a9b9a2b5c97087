//! John, Mary and Mike: a small history that a newcomer can step into.
//!
//! Everything has fixed ids and keys, so that seeding again changes nothing: what was said is recognised by its key, as any repeat is.

use std::collections::BTreeMap;

use common::{
    ids::{ConversationId, IdempotencyKey, UserId},
    model::{Body, Draft},
    time::Timestamp,
    validate::{DisplayName, Username},
};

use super::{ServiceError, messages::digest};
use crate::{
    domain::{Denied, conversation::Pair, message::Postable},
    store::{
        Constraint, Refusal, Store, StoreError,
        account::{Credential, NewAccount},
        conversation::NewDirect,
        message::{Appended, NewMessage},
    },
};

/// One of the three.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    John,
    Mary,
    Mike,
}
use Who::{John, Mary, Mike};

const PEOPLE: [(Who, &str, &str); 3] = [
    (John, "john", "John Carter"),
    (Mary, "mary", "Mary Bennet"),
    (Mike, "mike", "Mike Novak"),
];

/// What was said: who to whom, minutes before the seeding, text.
const SAID: [(Who, Who, u64, &str); 13] = [
    (
        Mary,
        John,
        1_510,
        "Morning! Did the parcel with the books arrive?",
    ),
    (
        John,
        Mary,
        1_506,
        "Yes, both boxes. One of them is suspiciously heavy 😄",
    ),
    (
        Mary,
        John,
        1_505,
        "That is the atlas. Careful with your back.",
    ),
    (
        John,
        Mary,
        1_498,
        "Too late. Worth it though, the maps are beautiful.",
    ),
    (
        Mary,
        John,
        1_490,
        "Shall we look at it together on Saturday?",
    ),
    (
        John,
        Mary,
        1_488,
        "Saturday is good. Come by around four, I will make coffee.",
    ),
    (Mary, John, 95, "Still on for four?"),
    (
        John,
        Mary,
        92,
        "Of course.\nBring Mike if he has time, he was asking about the Iceland pages.",
    ),
    (
        Mike,
        Mary,
        80,
        "Mary, John says there is coffee and an atlas on Saturday?",
    ),
    (Mary, Mike, 77, "There is. Four o’clock at his place."),
    (Mike, Mary, 76, "I will bring cake then."),
    (Mike, John, 60, "Which cake goes with an atlas?"),
    (John, Mike, 57, "Something with layers."),
];

/// Makes the three and their history, as far as they are not there.
pub async fn seed(store: &dyn Store, now: Timestamp) -> Result<(), ServiceError> {
    let earliest = now.as_millis().saturating_sub(2_000 * 60_000);
    for (who, username, name) in PEOPLE {
        let new = NewAccount {
            id: user(who),
            username: Username::parse(username)?,
            name: DisplayName::parse(name)?,
            credential: Credential::Demo,
            at: Timestamp::from_millis(earliest),
        };
        match store.create_account(new).await {
            Ok(()) | Err(StoreError::Conflict(Constraint::Id)) => {}
            // It is there from the last time.
            Err(StoreError::Conflict(Constraint::Username))
                if store.account(user(who)).await?.is_some() => {}
            Err(StoreError::Conflict(Constraint::Username)) => {
                // Somebody of this name registered here: the demo goes on without its own.
                tracing::warn!(username, "the demo's username is taken by another account");
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut ends = BTreeMap::new();
    for (index, (from, to, minutes, text)) in (0_u8..).zip(SAID) {
        let at = Timestamp::from_millis(now.as_millis().saturating_sub(minutes * 60_000));
        let pair = Pair::of(user(from), user(to))?;
        let id = conversation(from, to);
        let opened = match store.open_direct(NewDirect { id, pair, at }).await {
            Err(Refusal::Denied(Denied::NotFound)) => continue, // one of the two is not here
            opened => opened?,
        };
        let draft = Draft {
            cid: IdempotencyKey::from_bytes(name_of(0x30 + index)),
            body: Body::Text {
                text: text.to_owned(),
            },
            reply_to: None,
            files: Vec::new(),
            mentions: Vec::new(),
        };
        let postable = Postable::parse(&draft)?;
        let new = NewMessage {
            conv: opened.conv,
            author: user(from),
            hash: digest(&postable.fingerprint(opened.conv)),
            draft: postable.into_draft(),
            at,
            // Whoever answers has read what was said.
            read_upto: ends.get(&opened.conv).copied(),
        };
        let (Appended::New { place, .. } | Appended::Repeated(place)) =
            store.append_message(new).await?;
        ends.insert(opened.conv, place.seq);
    }
    Ok(())
}

fn user(who: Who) -> UserId {
    UserId::from_bytes(name_of(number(who)))
}

fn conversation(one: Who, other: Who) -> ConversationId {
    // 1 + 2, 1 + 4 and 2 + 4 are all different.
    ConversationId::from_bytes(name_of(0x10 + number(one) + number(other)))
}

const fn number(who: Who) -> u8 {
    match who {
        John => 1,
        Mary => 2,
        Mike => 4,
    }
}

/// A UUID of version 8 (RFC 9562: "custom"), so that no drawn id is ever equal.
const fn name_of(last: u8) -> [u8; 16] {
    [
        0xC0, 0x4F, 0xAB, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0, 0, last,
    ]
}
