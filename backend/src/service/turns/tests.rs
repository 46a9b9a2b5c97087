//! A person's turn is theirs alone, and holds up nobody else.

use futures_util::FutureExt;

use super::*;

#[tokio::test]
async fn one_waits_for_oneself_and_not_for_others() {
    let turns = Turns::default();
    let [john, mary] = [1, 2].map(|n| UserId::from_bytes([n; 16]));
    let turn = turns.of(john).await;
    assert!(turns.of(john).now_or_never().is_none());
    assert!(turns.of(mary).now_or_never().is_some());
    drop(turn);
    assert!(turns.of(john).now_or_never().is_some());
}
