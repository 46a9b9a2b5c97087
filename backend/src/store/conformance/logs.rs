//! What a device needs to catch up.

use std::sync::Arc;

use common::{
    fold,
    ids::ConversationId,
    model::{Body, Conversation, Logged},
    seq::{Rev, Seq, UserRev},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::world::{NOW, append, conv, direct, john_and_mary, says, user};
use crate::store::{Store, message::Amendment};

const EVERYTHING: usize = 1 << 20;

pub(crate) async fn the_list_is_as_of_now(store: Arc<dyn Store>) {
    let first = john_and_mary(&store).await;
    let second = direct(&store, 3, 1, 101).await;
    let mut later = says(1, first, 1, "hi");
    later.at = NOW.plus_millis(1);
    append(&store, later).await.unwrap();
    let state = store.user_state(user(1)).await.unwrap().unwrap();
    assert_eq!(state.profile.username.as_str(), "john");
    assert_eq!(state.urev, UserRev::new(2));
    let lines: Vec<_> = state
        .lines
        .iter()
        .map(|line| (line.conv, line.rev))
        .collect();
    assert_eq!(
        lines,
        [(first, Rev::new(2)), (second, Rev::new(1))],
        "most recently active first"
    );
    assert_eq!(store.user_state(user(77)).await.unwrap(), None);
    let heads = store
        .user_heads(vec![user(1), user(77), user(2)])
        .await
        .unwrap();
    assert_eq!(
        heads,
        [(user(1), UserRev::new(2)), (user(2), UserRev::new(1))]
    );

    let outline = store.outline(first).await.unwrap().unwrap();
    assert_eq!((outline.rev, outline.last_seq), (Rev::new(2), Seq::new(1)));
    assert_eq!(outline.members.len(), 2);
    let outline = store.outline(second).await.unwrap().unwrap();
    assert_eq!((outline.rev, outline.last_seq), (Rev::new(1), Seq::ZERO));
    assert_eq!(store.outline(conv(9)).await.unwrap(), None);
}

pub(crate) async fn what_cannot_be_told_by_events_is_not_told_by_events(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    for n in 1..=10 {
        append(&store, says(1, conv, n, "x")).await.unwrap();
    }
    let events = async |from: u64, limit: usize| {
        let since = store
            .since(conv, Rev::new(from), limit)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(since.head, Rev::new(11));
        since.events.map(|events| events.len())
    };
    assert_eq!(events(0, 11).await, Some(11));
    assert_eq!(events(0, 10).await, None, "too many");
    assert_eq!(events(1, 10).await, Some(10));
    assert_eq!(events(11, 0).await, Some(0));
    assert_eq!(events(12, 10).await, None, "beyond the head");
    assert_eq!(events(u64::MAX, 10).await, None, "forged");
    let user_events = async |from: u64, limit: usize| {
        let since = store
            .user_since(user(1), UserRev::new(from), limit)
            .await
            .unwrap();
        since.map(|events| events.len())
    };
    assert_eq!(user_events(0, 1).await, Some(1));
    assert_eq!(user_events(0, 0).await, None);
    assert_eq!(user_events(1, 0).await, Some(0));
    assert_eq!(user_events(u64::MAX, 9).await, None);
}

/// What is done to a conversation in the property test.
#[derive(Clone, Debug)]
enum Step {
    Post { mary: bool, text: String },
    Repeat { of: u32 },
    Edit { seq: u64, text: String },
    Delete { seq: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (any::<bool>(), "[a-z]{1,6}").prop_map(|(mary, text)| Step::Post { mary, text }),
        1 => (0..12_u32).prop_map(|of| Step::Repeat { of }),
        2 => (1..12_u64, "[a-z]{1,6}").prop_map(|(seq, text)| Step::Edit { seq, text }),
        1 => (1..12_u64).prop_map(|seq| Step::Delete { seq }),
    ]
}

/// I3: whatever happened, the log folds to the snapshot: from the beginning, and from every version that a device may hold.
pub(crate) async fn i3_the_log_folds_to_the_snapshot(store: Arc<dyn Store>) {
    john_and_mary(&store).await;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let histories = prop::collection::vec(step(), 1..25);
    let mut cid = 0;
    for round in 0..12_u8 {
        super::world::person(&store, 10 + round, &format!("person{round}x"), "Someone").await;
        let conv = direct(&store, 1, 10 + round, 150 + round).await;
        let history = histories.new_tree(&mut runner).unwrap().current();
        // What devices hold that stopped following at each version.
        let mut held = vec![folded_from_the_beginning(&store, conv).await];
        for step in &history {
            perform(&store, conv, 10 + round, step, &mut cid).await;
            let whole = folded_from_the_beginning(&store, conv).await;
            let snapshot = store
                .snapshot(conv, user(1), EVERYTHING, NOW)
                .await
                .unwrap()
                .unwrap()
                .state;
            assert_eq!(whole, snapshot, "{history:?}");
            for device in &held {
                let mut device = device.clone();
                for logged in events(&store, conv, device.rev).await {
                    fold::apply(&mut device, &logged).unwrap();
                }
                assert_eq!(device, snapshot, "{history:?}");
            }
            if held.last().unwrap().rev < snapshot.rev {
                held.push(snapshot);
            }
        }
    }
}

async fn perform(
    store: &Arc<dyn Store>,
    conv: ConversationId,
    mary: u8,
    step: &Step,
    cid: &mut u32,
) {
    let amend = async |seq: u64, body: Option<Body>| {
        for editor in [user(1), user(mary)] {
            let change = Amendment {
                conv,
                seq: Seq::new(seq),
                editor,
                body: body.clone(),
                at: NOW.plus_millis((*cid).into()),
            };
            // One of the two wrote it, or nobody did.
            let _ = store.amend_message(change).await;
        }
    };
    match step {
        Step::Post {
            mary: by_mary,
            text,
        } => {
            let author = if *by_mary { mary } else { 1 };
            append(store, says(author, conv, *cid, text)).await.unwrap();
        }
        Step::Repeat { of } => {
            // Refused or a repeat; either way nothing changes, which the comparison afterwards shows.
            let _ = append(
                store,
                says(1, conv, of.wrapping_add(*cid).saturating_sub(12), "x"),
            )
            .await;
        }
        Step::Edit { seq, text } => amend(*seq, Some(Body::Text { text: text.clone() })).await,
        Step::Delete { seq } => amend(*seq, None).await,
    }
    *cid += 1;
}

async fn events(store: &Arc<dyn Store>, conv: ConversationId, from: Rev) -> Vec<Logged> {
    let since = store.since(conv, from, EVERYTHING).await.unwrap().unwrap();
    since.events.unwrap()
}

async fn folded_from_the_beginning(store: &Arc<dyn Store>, conv: ConversationId) -> Conversation {
    let log = events(store, conv, Rev::ZERO).await;
    let mut state = fold::created(&log[0]).unwrap();
    for logged in &log[1..] {
        fold::apply(&mut state, logged).unwrap();
    }
    state
}

pub(crate) async fn a_deleted_text_is_in_no_log(store: Arc<dyn Store>) {
    let conv = john_and_mary(&store).await;
    append(&store, says(1, conv, 1, "secret one"))
        .await
        .unwrap();
    let text = Body::Text {
        text: "secret two".to_owned(),
    };
    for body in [Some(text), None] {
        let change = Amendment {
            conv,
            seq: Seq::new(1),
            editor: user(1),
            body,
            at: NOW,
        };
        store.amend_message(change).await.unwrap().unwrap();
    }
    for from in 0..4 {
        let told = format!("{:?}", events(&store, conv, Rev::new(from)).await);
        assert!(!told.contains("secret"), "{told}");
    }
}

pub(crate) async fn the_epoch_is_the_databases(store: Arc<dyn Store>) {
    assert_eq!(
        store.user_state(user(1)).await.unwrap(),
        None,
        "a new history"
    );
    assert_eq!(store.epoch(), common::seq::Epoch::new(41));
}
