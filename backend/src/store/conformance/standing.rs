//! Where a person stands, as it is read: what counts as unread, what changed since, and what is known about an entry.

use std::sync::Arc;

use common::{
    fold,
    model::Cursor,
    seq::{Seq, StateVer},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{
    receipts::{JOHN, MARY, MIKE, cursor, minutes, read, received, talk, to},
    world::{NOW, append, direct, john_and_mary, says, user},
};
use crate::store::{Store, message::Amendment, receipts::Mark};

/// I4 and "derived, never counted up": whatever is said, changed, deleted and read, the store counts what the fold counts.
pub(crate) async fn i4_unread_is_what_the_fold_counts(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    let step = (0_u8..5, prop_oneof![Just(JOHN), Just(MARY)], 0_u64..40);
    let mut runner = TestRunner::deterministic();
    let steps = prop::collection::vec(step, 120).new_tree(&mut runner);
    let mut last = 0;
    for (n, (what, who, place)) in (1..).zip(steps.unwrap().current()) {
        let place = if last == 0 { 0 } else { place % (last + 1) };
        let before = [
            cursor(&store, JOHN, conv).await,
            cursor(&store, MARY, conv).await,
        ];
        match what {
            0 | 1 => {
                append(&store, says(who, conv, n, "said")).await.unwrap();
                last += 1;
            }
            2 => {
                read(&store, who, conv, place).await;
            }
            _ => {
                let change = Amendment {
                    conv,
                    seq: Seq::new(place),
                    editor: user(who),
                    body: (what == 3).then(|| common::model::Body::Text {
                        text: "changed".to_owned(),
                    }),
                    at: NOW,
                };
                // Of someone else, or of nothing: refused, which changes nothing either.
                let _ = store.amend_message(change).await;
            }
        }
        let entries = store
            .entries(conv, Seq::ZERO, Seq::new(last + 1), 1_000)
            .await
            .unwrap();
        for (reader, before) in [JOHN, MARY].into_iter().zip(before) {
            let now = cursor(&store, reader, conv).await;
            assert_eq!(
                now.unread,
                fold::unread(&entries, user(reader), now.read_seq),
                "step {n}"
            );
            assert_eq!(now.counted_to, Seq::new(last));
            assert!(
                what < 2 || now.unread <= before.unread,
                "only a message raises the count"
            );
            assert!(
                !(what < 2 && who == reader) || now.unread == before.unread,
                "one's own never counts"
            );
        }
    }
    assert!(last > 20);
}

pub(crate) async fn what_a_message_calls_on_is_counted_until_it_is_read(store: Arc<dyn Store>) {
    let conv = talk(&store, 2).await;
    for n in 3..=5 {
        let mut new = says(JOHN, conv, n, "mary, tea");
        new.draft.mentions = vec![user(MARY), user(JOHN)];
        append(&store, new).await.unwrap();
    }
    let counts = |cursor: Cursor| (cursor.unread, cursor.mentions);
    assert_eq!(counts(cursor(&store, MARY, conv).await), (4, 3));
    assert_eq!(
        counts(cursor(&store, JOHN, conv).await),
        (1, 0),
        "one's own"
    );
    let delete = Amendment {
        conv,
        seq: Seq::new(4),
        editor: user(JOHN),
        body: None,
        at: NOW,
    };
    store.amend_message(delete).await.unwrap();
    assert_eq!(counts(cursor(&store, MARY, conv).await), (3, 2));
    read(&store, MARY, conv, 3).await;
    assert_eq!(counts(cursor(&store, MARY, conv).await), (1, 1));
}

/// A device that names the last number it knows is told what changed after it, and of nothing else.
pub(crate) async fn what_changed_since_a_number_is_told(store: Arc<dyn Store>) {
    let conv = talk(&store, 4).await;
    let other = direct(&store, JOHN, MIKE, 101).await;
    let number = async |who| {
        let state = store.user_state(user(who)).await.unwrap();
        state.unwrap().state
    };
    let since = async |who, number| store.standings_since(user(who), number).await.unwrap();
    let start = number(JOHN).await;
    let her_start = number(MARY).await;
    assert_eq!(since(JOHN, start).await, []);
    received(&store, MARY, conv, 3).await;
    let received_it = number(JOHN).await;
    assert!(received_it > start);
    assert_eq!(since(JOHN, start).await, [conv], "the other got further");
    assert_eq!(
        since(MARY, her_start).await,
        [],
        "her own devices know nothing new"
    );
    assert_eq!(since(MIKE, StateVer::ZERO).await, []);
    read(&store, MARY, conv, 3).await;
    assert_eq!(since(MARY, her_start).await, [conv]);
    assert_eq!(since(JOHN, received_it).await, [conv]);
    let read_it = number(JOHN).await;
    assert_eq!(since(JOHN, read_it).await, []);
    let others = [number(MARY).await, number(MIKE).await];
    store
        .mark_unread(Mark {
            conv: other,
            user: user(JOHN),
            on: true,
        })
        .await
        .unwrap();
    assert_eq!(since(JOHN, read_it).await, [other]);
    let after = [number(MARY).await, number(MIKE).await];
    assert_eq!(
        after, others,
        "a mark is private, and tells nobody by counting"
    );
    assert_eq!(
        since(MARY, StateVer::new(1_000)).await,
        [],
        "ahead of everything"
    );
}

pub(crate) async fn traces_tell_who_got_an_entry_and_when(store: Arc<dyn Store>) {
    let conv = talk(&store, 4).await;
    let advance = async |upto, read, minute| {
        store
            .advance(to(MARY, conv, upto, read, minutes(minute)))
            .await
            .unwrap();
    };
    advance(1, false, 1).await;
    advance(3, false, 2).await;
    advance(1, true, 3).await;
    advance(3, true, 4).await;
    let traces = async |seq, who, now| {
        store
            .traces(conv, Seq::new(seq), user(who), now)
            .await
            .unwrap()
    };
    let of = traces(1, JOHN, minutes(5)).await;
    assert_eq!(of.received, [(user(MARY), minutes(1))]);
    assert_eq!(of.read, [(user(MARY), minutes(3))]);
    assert_eq!((of.rev.get(), of.at), (2, NOW));
    let of = traces(3, JOHN, minutes(5)).await;
    assert_eq!(of.received, [(user(MARY), minutes(2))]);
    assert_eq!(of.read, [(user(MARY), minutes(4))]);
    let of = traces(2, JOHN, minutes(5)).await;
    assert!(of.received.is_empty() && of.read.is_empty(), "mary's own");
    let of = traces(1, MARY, minutes(5)).await;
    assert!(of.received.is_empty(), "john's own, and nothing of oneself");
    let month = minutes(31 * 24 * 60);
    let of = traces(3, JOHN, month).await;
    assert!(of.received.is_empty() && of.read.is_empty(), "too long ago");
    let standing = store.standing(conv, user(JOHN), month).await.unwrap();
    let receipt = standing.unwrap().receipts[0];
    assert_eq!((receipt.shown_seq.get(), receipt.shown_at), (3, None));
}
