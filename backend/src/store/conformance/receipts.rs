//! How far people have received and read: places that never go back, counts that are derived, and who may know.

use std::sync::Arc;

use super::world::{NOW, append, conv as some_conv, john_and_mary, says, strangers, user};
use crate::{
    domain::Denied,
    store::{
        Refusal, Store,
        receipts::{Advance, Mark, Moved},
    },
};
use common::{
    ids::{ConversationId, UserId},
    model::{Cursor, Receipt},
    seq::Seq,
    time::Timestamp,
};

pub(crate) const JOHN: u8 = 1;
pub(crate) const MARY: u8 = 2;
pub(crate) const MIKE: u8 = 3;

pub(crate) fn minutes(count: u64) -> Timestamp {
    NOW.plus_millis(count * 60_000)
}

pub(crate) fn to(who: u8, conv: ConversationId, upto: u64, read: bool, at: Timestamp) -> Advance {
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

/// What was read before both wanted to talk is never told by itself; what is read afterwards is.
pub(crate) async fn before_acceptance_nothing_is_known(store: Arc<dyn Store>) {
    let conv = strangers(&store).await;
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
