//! How far people have received and read: places that never go back, counts that are derived, and who may know.

use std::sync::Arc;

use common::{
    fold,
    ids::{ConversationId, UserId},
    model::{Cursor, Receipt},
    seq::{Seq, StateVer},
    time::Timestamp,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::world::{NOW, append, conv as some_conv, john_and_mary, says, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        message::Amendment,
        receipts::{Advance, Mark, Moved},
    },
};

const JOHN: u8 = 1;
const MARY: u8 = 2;
const MIKE: u8 = 3;

fn minutes(count: u64) -> Timestamp {
    NOW.plus_millis(count * 60_000)
}

fn to(who: u8, conv: ConversationId, upto: u64, read: bool, at: Timestamp) -> Advance {
    Advance {
        conv,
        user: user(who),
        upto: Seq::new(upto),
        read,
        at,
    }
}

pub(crate) async fn read(
    store: &Arc<dyn Store>,
    who: u8,
    conv: ConversationId,
    upto: u64,
) -> Moved {
    store.advance(to(who, conv, upto, true, NOW)).await.unwrap()
}

pub(crate) async fn received(
    store: &Arc<dyn Store>,
    who: u8,
    conv: ConversationId,
    upto: u64,
) -> Moved {
    store
        .advance(to(who, conv, upto, false, NOW))
        .await
        .unwrap()
}

pub(crate) async fn cursor(store: &Arc<dyn Store>, who: u8, conv: ConversationId) -> Cursor {
    let standing = store.standing(conv, user(who), NOW).await.unwrap();
    standing.unwrap().cursor
}

/// What someone may know of the others: who, received up to, read up to.
pub(crate) async fn known(
    store: &Arc<dyn Store>,
    who: u8,
    conv: ConversationId,
) -> Vec<(UserId, u64, u64)> {
    let standing = store.standing(conv, user(who), NOW).await.unwrap();
    let receipts = standing.unwrap().receipts.into_iter();
    receipts
        .map(|receipt| {
            (
                receipt.user,
                receipt.recv_seq.get(),
                receipt.shown_seq.get(),
            )
        })
        .collect()
}

/// John and Mary, who have accepted each other: `count` messages, each of them by turns.
pub(crate) async fn talk(store: &Arc<dyn Store>, count: u32) -> ConversationId {
    let conv = john_and_mary(store).await;
    for n in 1..=count {
        let author = if n % 2 == 1 { JOHN } else { MARY };
        append(store, says(author, conv, n, "said")).await.unwrap();
    }
    conv
}

pub(crate) async fn places_never_go_back_and_old_news_says_nothing(store: Arc<dyn Store>) {
    let conv = talk(&store, 6).await;
    let moved = read(&store, MARY, conv, 5).await;
    assert_eq!(
        moved.cursor.map(|cursor| cursor.read_seq),
        Some(Seq::new(5))
    );
    let expected = Receipt {
        user: user(MARY),
        recv_seq: Seq::new(5),
        shown_seq: Seq::new(5),
        recv_at: Some(NOW),
        shown_at: Some(NOW),
    };
    assert_eq!(moved.receipt, Some((expected, vec![user(JOHN)])));
    for stale in [5, 3, 0] {
        assert_eq!(read(&store, MARY, conv, stale).await, Moved::default());
        assert_eq!(received(&store, MARY, conv, stale).await, Moved::default());
    }
    assert_eq!(cursor(&store, MARY, conv).await.read_seq, Seq::new(5));
    assert_eq!(known(&store, JOHN, conv).await, [(user(MARY), 5, 5)]);
    let moved = received(&store, MARY, conv, 6).await;
    assert_eq!(moved.cursor, None, "on which device it is says nothing new");
    let (receipt, _) = moved.receipt.unwrap();
    assert_eq!((receipt.recv_seq.get(), receipt.shown_seq.get()), (6, 5));
}

/// R10: places are ordered by place. A clock that was set back changes when something was read, not whether it was.
pub(crate) async fn r10_reading_does_not_depend_on_the_clock(store: Arc<dyn Store>) {
    let conv = talk(&store, 6).await;
    store
        .advance(to(MARY, conv, 2, true, minutes(60)))
        .await
        .unwrap();
    let moved = store
        .advance(to(MARY, conv, 5, true, minutes(1)))
        .await
        .unwrap();
    assert_eq!(
        moved.cursor.map(|cursor| cursor.read_seq),
        Some(Seq::new(5))
    );
    let (receipt, _) = moved.receipt.unwrap();
    assert_eq!(
        (receipt.shown_seq, receipt.shown_at),
        (Seq::new(5), Some(minutes(1)))
    );
    let traces = store
        .traces(conv, Seq::new(3), user(JOHN), minutes(61))
        .await;
    assert_eq!(
        traces.unwrap().read,
        [(user(MARY), minutes(1))],
        "the first place that passed it tells when"
    );
}

pub(crate) async fn a_place_that_is_not_there_moves_nothing(store: Arc<dyn Store>) {
    let conv = talk(&store, 4).await;
    for is_read in [true, false] {
        let refused = |who, conv, upto| store.advance(to(who, conv, upto, is_read, NOW));
        assert_eq!(
            refused(MARY, conv, 5).await,
            Err(Refusal::Denied(Denied::BadCursor))
        );
        for (who, conv, upto) in [(MIKE, conv, 1), (MIKE, conv, 99), (MARY, some_conv(9), 0)] {
            assert_eq!(
                refused(who, conv, upto).await,
                Err(Refusal::Denied(Denied::NotFound)),
                "foreign and missing are the same"
            );
        }
    }
    assert_eq!(cursor(&store, MARY, conv).await.read_seq, Seq::ZERO);
    assert_eq!(store.standing(conv, user(MIKE), NOW).await, Ok(None));
    let foreign = store.traces(conv, Seq::new(1), user(MIKE), NOW).await;
    assert_eq!(foreign, Err(Refusal::Denied(Denied::NotFound)));
    let beyond = store.traces(conv, Seq::new(5), user(MARY), NOW).await;
    assert_eq!(beyond, Err(Refusal::Denied(Denied::BadCursor)));
}

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

/// What was read before both wanted to talk is never told by itself; what is read afterwards is.
pub(crate) async fn before_acceptance_nothing_is_known(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    append(&store, says(JOHN, conv, 1, "hello?")).await.unwrap();
    let before = received(&store, MARY, conv, 1).await;
    assert_eq!(before, Moved::default());
    let before = read(&store, MARY, conv, 1).await;
    assert!(before.cursor.is_some() && before.receipt.is_none());
    assert_eq!(known(&store, JOHN, conv).await, []);
    append(&store, says(MARY, conv, 2, "hello!")).await.unwrap();
    assert_eq!(known(&store, JOHN, conv).await, [(user(MARY), 0, 0)]);
    append(&store, says(JOHN, conv, 3, "tea?")).await.unwrap();
    let moved = received(&store, MARY, conv, 3).await;
    let (receipt, hearers) = moved.receipt.unwrap();
    assert_eq!((receipt.recv_seq.get(), receipt.shown_seq.get()), (3, 0));
    assert_eq!(hearers, [user(JOHN)]);
    read(&store, MARY, conv, 3).await;
    assert_eq!(known(&store, JOHN, conv).await, [(user(MARY), 3, 3)]);
}

pub(crate) async fn a_mark_moves_no_place_and_reading_takes_it_away(store: Arc<dyn Store>) {
    let conv = talk(&store, 4).await;
    read(&store, MARY, conv, 3).await;
    let mark = |on| {
        store.mark_unread(Mark {
            conv,
            user: user(MARY),
            on,
        })
    };
    assert_eq!(mark(false).await, Ok(Moved::default()), "it is not marked");
    let marked = mark(true).await.unwrap();
    assert_eq!(marked.receipt, None, "nobody else's business");
    let marked = marked.cursor.unwrap();
    assert!(marked.marked_unread);
    assert_eq!((marked.read_seq, marked.unread), (Seq::new(3), 0));
    assert_eq!(mark(true).await, Ok(Moved::default()), "said twice");
    assert_eq!(
        read(&store, MARY, conv, 2).await,
        Moved::default(),
        "an older tab does not take it away"
    );
    let opened = read(&store, MARY, conv, 3).await;
    assert_eq!(opened.receipt, None, "no place moved");
    let opened = opened.cursor.unwrap();
    assert!(!opened.marked_unread && opened.marked_ver > marked.marked_ver);
    let again = mark(true).await.unwrap().cursor.unwrap();
    assert!(again.marked_ver > opened.marked_ver);
    let off = mark(false).await.unwrap().cursor.unwrap();
    assert!(!off.marked_unread && off.marked_ver > again.marked_ver);
    let foreign = store.mark_unread(Mark {
        conv,
        user: user(MIKE),
        on: true,
    });
    assert_eq!(foreign.await, Err(Refusal::Denied(Denied::NotFound)));
}

/// A send says what its author had read; never more than there was, and never that the message itself was read.
pub(crate) async fn sending_reads_what_was_read_before(store: Arc<dyn Store>) {
    let conv = talk(&store, 3).await;
    let mut new = says(MARY, conv, 4, "an answer");
    new.read_upto = Some(Seq::new(3));
    let appended = store.append_message(new.clone()).await.unwrap();
    let crate::store::message::Appended::New { moved, .. } = appended else {
        panic!("it is new");
    };
    let own = moved.cursor.unwrap();
    assert_eq!((own.read_seq, own.unread), (Seq::new(3), 0));
    assert_eq!(own.counted_to, Seq::new(4));
    assert_eq!(moved.receipt.unwrap().0.shown_seq, Seq::new(3));
    append(&store, says(JOHN, conv, 5, "and another"))
        .await
        .unwrap();
    store.append_message(new).await.unwrap();
    assert_eq!(
        cursor(&store, MARY, conv).await.unread,
        1,
        "a repeat reads nothing"
    );
    let mut beyond = says(MARY, conv, 6, "ahead of everything");
    beyond.read_upto = Some(Seq::new(99));
    append(&store, beyond).await.unwrap();
    let own = cursor(&store, MARY, conv).await;
    assert_eq!(own.read_seq, Seq::new(5), "what there was");
    assert_eq!(own.unread, 0);
}

/// A device that names the last number it knows is told what changed after it, and of nothing else.
pub(crate) async fn what_changed_since_a_number_is_told(store: Arc<dyn Store>) {
    let conv = talk(&store, 4).await;
    let other = super::world::direct(&store, JOHN, MIKE, 101).await;
    let number = async || {
        let state = store.user_state(user(JOHN)).await.unwrap();
        state.unwrap().state
    };
    let since =
        async |who, number: StateVer| store.standings_since(user(who), number, NOW).await.unwrap();
    let start = number().await;
    assert_eq!(since(JOHN, start).await, []);
    received(&store, MARY, conv, 3).await;
    let received_it = number().await;
    assert!(received_it > start);
    assert_eq!(since(JOHN, start).await, [conv], "the other got further");
    assert_eq!(
        since(MARY, start).await,
        [],
        "her own devices know nothing new"
    );
    assert_eq!(since(MIKE, start).await, []);
    read(&store, MARY, conv, 3).await;
    assert_eq!(since(MARY, received_it).await, [conv]);
    assert_eq!(since(JOHN, received_it).await, [conv]);
    let read_it = number().await;
    assert_eq!(since(JOHN, read_it).await, []);
    store
        .mark_unread(Mark {
            conv: other,
            user: user(JOHN),
            on: true,
        })
        .await
        .unwrap();
    assert_eq!(since(JOHN, read_it).await, [other]);
    assert_eq!(since(MIKE, read_it).await, [], "a mark is private");
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
