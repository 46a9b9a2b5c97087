//! One picture each, seen by whom it is for.

use std::sync::Arc;

use bytes::Bytes;
use common::{
    ids::{PictureId, UserId},
    model::Profile,
    seq::StateVer,
    validate::DisplayName,
};

use super::world::{NOW, append, opened, says, strangers, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        picture::{Picture, PictureKind, Sight, Sights},
    },
};

fn id(n: u8) -> PictureId {
    PictureId::from_bytes([n; 16])
}

fn picture(n: u8) -> Picture {
    Picture {
        kind: PictureKind::Jpeg,
        bytes: Bytes::from(vec![n; 3]),
    }
}

async fn set(store: &Arc<dyn Store>, n: u8, named: u8) {
    let set = store.set_picture(user(n), Some((id(named), picture(named))));
    let numbers = set.await.unwrap().unwrap();
    assert!(numbers.iter().any(|(viewer, _)| *viewer == user(n)));
}

/// Whether the viewer gets the picture `named` of `n`; a profile that says so has it, and one that does not has none.
async fn sees(store: &Arc<dyn Store>, viewer: u8, n: u8, named: u8) -> bool {
    let got = store.picture(user(viewer), user(n), id(named));
    let got = got.await.unwrap().is_some();
    let (viewer, person) = (user(viewer), user(n));
    let face = store.face(Sight { viewer, person }).await.unwrap().unwrap();
    assert_eq!(face.picture == Some(id(named)), got);
    got
}

async fn news(store: &Arc<dyn Store>, viewer: u8, from: StateVer) -> Vec<Profile> {
    let news = store.people_since(user(viewer), from).await.unwrap();
    news.profiles
}

async fn now(store: &Arc<dyn Store>, viewer: u8) -> StateVer {
    store.user_state(user(viewer)).await.unwrap().unwrap().state
}

/// Who sees what because of it, whatever the numbers.
fn sights(changed: Sights) -> Vec<Sight> {
    changed.into_iter().map(|(sight, _)| sight).collect()
}

fn sight(viewer: u8, person: u8) -> Sight {
    let (viewer, person) = (user(viewer), user(person));
    Sight { viewer, person }
}

pub(crate) async fn a_new_picture_takes_the_place_of_the_old_one(store: Arc<dyn Store>) {
    strangers(&store).await;
    assert_eq!(store.set_picture(user(1), None).await, Ok(None));
    let nobody = store.set_picture(user(99), Some((id(1), picture(1)))).await;
    assert_eq!(nobody, Err(Refusal::Denied(Denied::NotFound)));
    set(&store, 1, 7).await;
    let got = async |named| store.picture(user(1), user(1), id(named)).await.unwrap();
    assert_eq!(got(7).await, Some(picture(7)));
    set(&store, 1, 8).await;
    assert_eq!(got(7).await, None);
    assert_eq!(got(8).await, Some(picture(8)));
    let own = store.account(user(1)).await.unwrap().unwrap();
    assert_eq!(own.profile.picture, Some(id(8)));
    let own = store.user_state(user(1)).await.unwrap().unwrap();
    assert_eq!(own.profile.picture, Some(id(8)));
    let all = store.accounts().await.unwrap();
    assert!(all.iter().all(|account| account.profile.picture.is_none()));
    let told = store.set_picture(user(1), None).await.unwrap();
    assert!(told.is_some());
    assert_eq!(got(8).await, None);
    assert_eq!(store.set_picture(user(1), None).await, Ok(None));
}

/// A14: every profile, wherever it comes from.
pub(crate) async fn a_picture_is_seen_by_whom_its_owner_talks_with(store: Arc<dyn Store>) {
    let conv = strangers(&store).await;
    set(&store, 1, 1).await;
    set(&store, 2, 2).await;
    set(&store, 3, 3).await;
    let everywhere = async |viewer: u8, n: u8| {
        let mut found = Vec::new();
        let snapshot = store.snapshot(conv, user(viewer), 10, NOW).await.unwrap();
        found.extend(snapshot.unwrap().people);
        let word = ["", "john", "mary"][usize::from(n)].to_owned();
        found.extend(
            store
                .find_people(vec![word], user(viewer), 9)
                .await
                .unwrap(),
        );
        let account = store.own_account(user(viewer)).await.unwrap().unwrap();
        found.extend(account.contacts);
        found.extend(account.blocked);
        let of_them: Vec<_> = found.iter().filter(|one| one.id == user(n)).collect();
        let seen = sees(&store, viewer, n, n).await;
        assert!(of_them.len() > 1, "{of_them:?}");
        for one in of_them {
            assert_eq!(one.picture.is_some(), seen, "{one:?}");
        }
        seen
    };
    let both = async || (everywhere(1, 2).await, everywhere(2, 1).await);
    assert_eq!(both().await, (false, false), "strangers");
    let [before, of_the_other] = [now(&store, 1).await, now(&store, 2).await];
    // Writing is consent: whoever asks shows the face, and sees none.
    append(&store, says(1, conv, 1, "May I?")).await.unwrap();
    assert_eq!(both().await, (false, true));
    let told = news(&store, 2, of_the_other).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].picture, Some(id(1)));
    assert_eq!(news(&store, 1, before).await, []);
    // A picture that is not seen changes for nobody who does not see it.
    set(&store, 2, 2).await;
    assert_eq!(news(&store, 1, before).await, []);

    let accepted = store.consent(conv, user(2), NOW).await.unwrap().unwrap();
    assert_eq!(sights(accepted.sights), [sight(1, 2)]);
    assert_eq!(both().await, (true, true));
    assert_eq!(news(&store, 1, before).await[0].picture, Some(id(2)));
    assert!(!sees(&store, 3, 1, 1).await && !sees(&store, 1, 3, 3).await);

    // A block takes both away, at once and on return; nothing newer is told with it.
    let before = now(&store, 1).await;
    let blocked = store.set_block(user(2), user(1), true, NOW).await.unwrap();
    assert_eq!(sights(blocked.sights), [sight(2, 1), sight(1, 2)]);
    assert_eq!(both().await, (false, false));
    let name = DisplayName::parse("Maria").unwrap();
    store.set_name(user(2), name).await.unwrap();
    set(&store, 2, 2).await;
    let told = news(&store, 1, before).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].name.as_str(), told[0].picture),
        ("Mary Bennet", None)
    );
    let face = store.face(sight(1, 2)).await.unwrap().unwrap();
    assert_eq!(face.name.as_str(), "Mary Bennet");
    let again = store.set_block(user(1), user(2), true, NOW).await.unwrap();
    assert_eq!(sights(again.sights), [], "there was nothing to take away");
    store.set_block(user(1), user(2), false, NOW).await.unwrap();
    let lifted = store.set_block(user(2), user(1), false, NOW).await.unwrap();
    assert_eq!(sights(lifted.sights), [sight(2, 1), sight(1, 2)]);
    assert_eq!(both().await, (true, true));
    let told = news(&store, 1, before).await;
    assert_eq!(
        (told[0].name.as_str(), told[0].picture),
        ("Maria", Some(id(2)))
    );
}

/// Whom one has among the contacts is told to nobody: not by a picture either.
pub(crate) async fn contacts_see_each_other_and_one_alone_shows_nothing(store: Arc<dyn Store>) {
    strangers(&store).await;
    set(&store, 1, 1).await;
    set(&store, 3, 3).await;
    let contact = async |one: u8, other: u8, on: bool| {
        let done = store.set_contact(user(one), user(other), on, NOW).await;
        sights(done.unwrap().sights)
    };
    assert_eq!(contact(1, 3, true).await, []);
    assert!(!sees(&store, 3, 1, 1).await);
    assert_eq!(contact(3, 1, true).await, [sight(3, 1), sight(1, 3)]);
    assert!(sees(&store, 3, 1, 1).await && sees(&store, 1, 3, 3).await);
    let faces = store.faces(user(1)).await.unwrap().unwrap();
    assert_eq!(faces.seeing, [user(1), user(3)]);
    let mut others = store.fellows(user(1)).await.unwrap();
    others.retain(|fellow| !faces.seeing.contains(fellow));
    assert_eq!(others, [user(2)], "a conversation without a word");
    assert_eq!(contact(1, 3, false).await, [sight(1, 3), sight(3, 1)]);
    assert!(!sees(&store, 3, 1, 1).await && !sees(&store, 1, 3, 3).await);
    // Whoever is a contact may write, which is consent in the conversation that comes to be.
    assert_eq!(contact(1, 3, true).await.len(), 2);
    assert_eq!(contact(3, 1, false).await.len(), 2);
    opened(&store, 1, 3, 103).await;
    assert!(sees(&store, 3, 1, 1).await);
    assert!(!sees(&store, 1, 3, 3).await);
    assert_eq!(store.faces(UserId::from_bytes([99; 16])).await, Ok(None));
}
