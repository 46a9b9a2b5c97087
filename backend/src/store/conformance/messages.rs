//! What was said.

use std::{collections::BTreeMap, sync::Arc};

use common::{
    model::{Body, Entry},
    seq::{Rev, Seq},
    time::Timestamp,
};

use super::world::{NOW, append, conv, direct, john_and_mary, key, says, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        message::{Amendment, Appended},
    },
};

async fn all(store: &Arc<dyn Store>, conv: common::ids::ConversationId) -> Vec<Entry> {
    let end = Seq::new(1 << 40);
    store.entries(conv, Seq::ZERO, end, 1 << 20).await.unwrap()
}

/// I1, I2: whoever writes at the same time, the places are 1, 2, 3 … and each was given to one message.
pub(crate) async fn i1_i2_places_are_dense_under_concurrent_appends(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..400_u32 {
        let store = store.clone();
        let author = if n % 2 == 0 { 1 } else { 2 };
        writing.spawn(async move {
            let place = append(&store, says(author, conv, n, &format!("message {n}"))).await;
            (place.unwrap(), n)
        });
    }
    let told: BTreeMap<_, _> = writing
        .join_all()
        .await
        .into_iter()
        .map(|(place, n)| (place.seq.get(), (place.rev.get(), n)))
        .collect();
    assert!(told.keys().copied().eq(1..=400), "every place, each once");
    for entry in all(&store, conv).await {
        let (rev, n) = told[&entry.seq.get()];
        assert_eq!(rev, entry.seq.get() + 1, "the creation is rev 1");
        assert_eq!(
            entry.message.draft.cid,
            key(n),
            "what was told is what is stored"
        );
    }
}

/// N1: each message sent five times over, some at once: one row each, and every answer names the same place.
pub(crate) async fn n1_a_repeated_key_stores_one_message(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    let mut sending = tokio::task::JoinSet::new();
    for n in 0..200_u32 {
        for _ in 0..5 {
            let store = store.clone();
            sending.spawn(async move {
                let outcome = store.append_message(says(1, conv, n, "again")).await;
                match outcome.unwrap() {
                    Appended::New { place, .. } => (n, place, true),
                    Appended::Repeated(place) => (n, place, false),
                }
            });
        }
    }
    let mut places = BTreeMap::new();
    let mut new = 0;
    for (n, place, was_new) in sending.join_all().await {
        assert_eq!(*places.entry(n).or_insert(place), place);
        new += u32::from(was_new);
    }
    assert_eq!(new, 200);
    assert_eq!(all(&store, conv).await.len(), 200);
}

/// N2: a key that was used stays with what it said, where it said it; another author's equal key is another key.
pub(crate) async fn n2_a_key_says_one_thing_in_one_place(store: Arc<dyn Store>) {
    let first = john_and_mary(&store).await;
    let other = direct(&store, 1, 3, 101).await;
    let place = append(&store, says(1, first, 7, "one thing"))
        .await
        .unwrap();
    let reused = Err(Refusal::Denied(Denied::CidReused));
    assert_eq!(append(&store, says(1, first, 7, "another")).await, reused);
    assert_eq!(append(&store, says(1, other, 7, "one thing")).await, reused);
    assert_eq!(
        append(&store, says(1, conv(9), 7, "one thing")).await,
        reused
    );
    assert_eq!(
        append(&store, says(1, first, 7, "one thing")).await,
        Ok(place)
    );
    let marys = append(&store, says(2, first, 7, "mine")).await.unwrap();
    assert_eq!(marys.seq, place.seq.next());
    assert_eq!(all(&store, other).await, vec![]);
    let kept = all(&store, first).await;
    assert_eq!(kept[0].message.draft.body.as_text(), Some("one thing"));
    assert_eq!(kept.len(), 2);
    let (found, _) = store.find_message(user(1), key(7)).await.unwrap().unwrap();
    assert_eq!(found, place);
    assert_eq!(store.find_message(user(3), key(7)).await.unwrap(), None);
}

pub(crate) async fn a_repeat_succeeds_after_edit_and_deletion(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    let place = append(&store, says(1, conv, 7, "first")).await.unwrap();
    let text = Body::Text {
        text: "second".to_owned(),
    };
    for body in [Some(text), None] {
        let change = Amendment {
            conv,
            seq: place.seq,
            editor: user(1),
            body,
            at: NOW,
        };
        assert!(store.amend_message(change).await.unwrap().is_some());
        assert_eq!(append(&store, says(1, conv, 7, "first")).await, Ok(place));
    }
    let reused = append(&store, says(1, conv, 7, "second")).await;
    assert_eq!(reused, Err(Refusal::Denied(Denied::CidReused)));
    assert_eq!(all(&store, conv).await.len(), 1);
}

/// A1: to someone who is not in it, a conversation that exists and one that does not are the same.
pub(crate) async fn only_members_write_and_foreign_ids_look_like_none(store: Arc<dyn Store>) {
    let theirs = john_and_mary(&store).await;
    append(&store, says(1, theirs, 1, "between us"))
        .await
        .unwrap();
    let nothing = Err(Refusal::Denied(Denied::NotFound));
    assert_eq!(append(&store, says(3, theirs, 2, "hello?")).await, nothing);
    assert_eq!(append(&store, says(3, conv(9), 3, "hello?")).await, nothing);
    let change = |conv, seq, editor| Amendment {
        conv,
        seq: Seq::new(seq),
        editor: user(editor),
        body: None,
        at: NOW,
    };
    let denied = Refusal::Denied(Denied::NotFound);
    for (conv, seq, editor) in [
        (theirs, 1, 3),
        (theirs, 1, 2),
        (theirs, 2, 1),
        (conv(9), 1, 1),
    ] {
        let refused = store.amend_message(change(conv, seq, editor)).await;
        assert_eq!(refused.unwrap_err(), denied);
    }
    assert_eq!(
        store.heads(vec![theirs, conv(9)]).await.unwrap(),
        [(theirs, Rev::new(2))]
    );
    assert_eq!(
        store.find_message(user(3), key(2)).await.unwrap(),
        None,
        "a refusal leaves no key behind"
    );
}

pub(crate) async fn a_reply_points_at_something_there_is(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    append(&store, says(1, conv, 1, "question")).await.unwrap();
    let reply = |cid, to| {
        let mut new = says(2, conv, cid, "answer");
        new.draft.reply_to = Some(Seq::new(to));
        new
    };
    let nowhere = Err(Refusal::Denied(Denied::BadCursor));
    assert_eq!(append(&store, reply(2, 0)).await, nowhere);
    assert_eq!(append(&store, reply(2, 2)).await, nowhere);
    let place = append(&store, reply(2, 1)).await.unwrap();
    assert_eq!(place.seq, Seq::new(2));
    assert_eq!(
        all(&store, conv).await[1].message.draft.reply_to,
        Some(Seq::new(1))
    );
}

/// R10: the clock says what it likes, the order is the order of arrival.
pub(crate) async fn r10_order_does_not_depend_on_the_clock(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    let day = 86_400_000;
    let now = NOW.as_millis();
    let moments = [
        now,
        now - day,
        now + day,
        0,
        2_147_483_648_000,
        4_294_967_296_000,
        now,
    ];
    for (n, at) in (1..).zip(moments) {
        let mut new = says(1, conv, n, "tick");
        new.at = Timestamp::from_millis(at);
        let place = append(&store, new).await.unwrap();
        assert_eq!(place.seq, Seq::new(n.into()));
    }
    let told: Vec<_> = all(&store, conv)
        .await
        .iter()
        .map(|entry| entry.message.at.as_millis())
        .collect();
    assert_eq!(told, moments);
}
