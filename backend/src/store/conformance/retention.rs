//! What is forgotten, and what never is.

use std::sync::Arc;

use common::{
    ids::{ConversationId, DeviceId},
    model::Body,
    seq::{Rev, Seq, UserRev},
    time::Timestamp,
};

use super::{
    receipts,
    world::{NOW, account, append, direct, john_and_mary, person, says, user},
};
use crate::store::{
    Store,
    message::Amendment,
    retention::{Keep, Walk},
    session::{NewSession, TokenHash},
};

/// Keeps everything.
const ALL: Keep = Keep {
    used: Timestamp::from_millis(0),
    opened: Timestamp::from_millis(0),
    logged: Timestamp::from_millis(0),
    changes: u64::MAX,
    told: Timestamp::from_millis(0),
};

/// Walks through the whole store.
async fn forget(store: &Arc<dyn Store>, keep: Keep) {
    let mut walk = Walk::default();
    while let Some(next) = store.forget(keep, walk).await.unwrap() {
        walk = next;
    }
}

/// John changes the text of a message of his.
async fn edit(store: &Arc<dyn Store>, conv: ConversationId, seq: u64, minute: u64) {
    let change = Amendment {
        conv,
        seq: Seq::new(seq),
        editor: user(1),
        body: Some(Body::Text {
            text: format!("changed in minute {minute}"),
        }),
        at: minutes(minute),
    };
    store.amend_message(change).await.unwrap().unwrap();
}

fn minutes(count: u64) -> Timestamp {
    NOW.plus_millis(count * 60_000)
}

/// From which versions the changes are still told.
async fn reach(store: &Arc<dyn Store>, conv: ConversationId) -> Vec<u64> {
    let mut reach = Vec::new();
    for from in 0..30 {
        let since = store.since(conv, Rev::new(from), 1_000).await.unwrap();
        if since.unwrap().events.is_some() {
            reach.push(from);
        }
    }
    reach
}

/// A conversation with the versions 1 (created), 2 to 5 (posted), 6 to 9 (edited in the minutes 6 to 9), 10 (posted).
async fn talked(store: &Arc<dyn Store>) -> ConversationId {
    let conv = john_and_mary(store).await;
    for n in 1..=4 {
        append(store, says(1, conv, n, "said")).await.unwrap();
    }
    for minute in 6..=9 {
        edit(store, conv, 1, minute).await;
    }
    append(store, says(1, conv, 5, "said last")).await.unwrap();
    conv
}

pub(crate) async fn old_changes_are_forgotten_and_younger_ones_still_told(store: Arc<dyn Store>) {
    let conv = talked(&store).await;
    let quiet = direct(&store, 1, 3, 101).await;
    forget(&store, ALL).await;
    assert_eq!(reach(&store, conv).await, (0..=10).collect::<Vec<_>>());
    let before = store.snapshot(conv, user(1), 100, NOW).await.unwrap();
    let keep = Keep {
        logged: minutes(8),
        ..ALL
    };
    forget(&store, keep).await;
    assert_eq!(reach(&store, conv).await, [7, 8, 9, 10]);
    assert_eq!(
        store.snapshot(conv, user(1), 100, NOW).await.unwrap(),
        before,
        "no message and no member is gone"
    );
    assert_eq!(reach(&store, quiet).await, [0, 1], "a log of one row stays");
}

pub(crate) async fn a_long_log_keeps_its_end(store: Arc<dyn Store>) {
    let conv = talked(&store).await;
    forget(&store, Keep { changes: 3, ..ALL }).await;
    assert_eq!(reach(&store, conv).await, [7, 8, 9, 10]);
}

/// I2: whatever is forgotten, no number is given again.
pub(crate) async fn i2_the_last_change_stays_and_the_count_goes_on(store: Arc<dyn Store>) {
    let conv = talked(&store).await;
    edit(&store, conv, 1, 11).await;
    let keep = Keep {
        logged: Timestamp::from_millis(u64::MAX),
        changes: 0,
        ..ALL
    };
    forget(&store, keep).await;
    assert_eq!(reach(&store, conv).await, [9, 10, 11]);
    let place = append(&store, says(1, conv, 6, "next")).await.unwrap();
    assert_eq!((place.seq, place.rev), (Seq::new(6), Rev::new(12)));

    // A person's count is in the account, so that log may go to its last row.
    assert_eq!(
        store.user_since(user(1), UserRev::ZERO, 9).await.unwrap(),
        None
    );
    let state = store.user_state(user(1)).await.unwrap().unwrap();
    assert_eq!((state.urev, state.lines.len()), (UserRev::new(1), 1));
    direct(&store, 1, 3, 101).await;
    let since = store.user_since(user(1), UserRev::new(1), 9).await.unwrap();
    assert_eq!(since.unwrap()[0].urev, UserRev::new(2));
}

pub(crate) async fn more_than_one_stretch_is_walked_through(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    append(&store, says(1, conv, 1, "said")).await.unwrap();
    for minute in 0..2_500 {
        edit(&store, conv, 1, minute).await;
    }
    let keep = Keep {
        logged: minutes(2_490),
        ..ALL
    };
    forget(&store, keep).await;
    let told = async |from| {
        let since = store.since(conv, Rev::new(from), 5_000).await.unwrap();
        since.unwrap().events.map(|events| events.len())
    };
    assert_eq!((told(2_491).await, told(2_492).await), (None, Some(10)));
}

pub(crate) async fn dead_sessions_are_forgotten_and_no_others(store: Arc<dyn Store>) {
    person(&store, 1, "mary", "Mary").await;
    let token = |n: u16| {
        let mut token = [0; 32];
        token[..2].copy_from_slice(&n.to_be_bytes());
        token
    };
    let open = async |n: u16, opened: u64, used: u64| {
        let mut device = [1; 16];
        device[..2].copy_from_slice(&n.to_be_bytes());
        let device = DeviceId::from_bytes(device);
        let new = NewSession {
            device,
            user: user(1),
            token: TokenHash(token(n)),
            name: String::new(),
            ip: None,
            at: minutes(opened),
        };
        let proven = account(1, "mary", "Mary").credential;
        assert!(store.open_session(new, proven).await.unwrap());
        store.touch_session(device, minutes(used)).await.unwrap();
    };
    // More than a stretch, of which every third is used and every fifth is young.
    for n in 1..=600_u16 {
        let opened = if n % 5 == 0 { 50 } else { 10 };
        let used = if n % 3 == 0 { 90 } else { 60 };
        open(n, opened, used).await;
    }
    let keep = Keep {
        used: minutes(70),
        opened: minutes(20),
        ..ALL
    };
    forget(&store, keep).await;
    for n in 1..=600_u16 {
        let found = store.session(TokenHash(token(n))).await.unwrap();
        assert_eq!(found.is_some(), n % 15 == 0, "session {n}");
    }
}

/// What was received and read long ago can be told no longer, and forgetting when makes nobody seem to have read it later.
pub(crate) async fn old_times_of_receipts_are_forgotten_and_none_is_made_up(store: Arc<dyn Store>) {
    let conv = receipts::talk(&store, 8).await;
    for (upto, minute) in [(1, 1), (3, 2), (5, 3), (7, 10)] {
        let read = receipts::to(receipts::MARY, conv, upto, true, minutes(minute));
        store.advance(read).await.unwrap();
    }
    let read_at = async |seq| {
        let john = user(receipts::JOHN);
        let traces = store.traces(conv, Seq::new(seq), john, minutes(11)).await;
        traces.unwrap().read.first().map(|(_, at)| *at)
    };
    assert_eq!(read_at(1).await, Some(minutes(1)));
    let keep = Keep {
        told: minutes(5),
        ..ALL
    };
    forget(&store, keep).await;
    assert_eq!(read_at(7).await, Some(minutes(10)));
    assert_eq!(
        read_at(5).await,
        Some(minutes(3)),
        "the last of the old is left"
    );
    assert_eq!(
        read_at(1).await,
        Some(minutes(3)),
        "its own time is forgotten, and no time is told that is kept"
    );
}
