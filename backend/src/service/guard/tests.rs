use common::{time::Timestamp, validate::Username};

use super::*;
use crate::clock::FakeClock;

fn guard() -> (Guard, Skeleton) {
    let clock = Arc::new(FakeClock::new(Timestamp::from_millis(1_795_000_000_000)));
    let mary = Skeleton::of(&Username::parse("mary").unwrap());
    (Guard::new(clock, &RateLimits::default()), mary)
}

#[test]
fn an_attempt_that_nobody_waits_for_any_more_is_no_failure() {
    let (guard, mary) = guard();
    for _ in 0..20 {
        drop(guard.may_sign_in(&mary, None).unwrap());
    }
    assert!(guard.may_sign_in(&mary, None).is_ok());
}

#[test]
fn guessing_at_once_gains_nothing_over_guessing_in_turn() {
    let (guard, mary) = guard();
    let open: Vec<_> = (0..FREE)
        .map(|_| guard.may_sign_in(&mary, None).unwrap())
        .collect();
    let behind = guard.may_sign_in(&mary, None).err();
    let told = ServiceError::RateLimited {
        after_ms: BEHIND_OTHERS_MS,
    };
    assert_eq!(behind, Some(told));
    open.into_iter().for_each(Attempt::failed);
    assert!(
        guard.may_sign_in(&mary, None).is_err(),
        "five failures are slowed down"
    );
}
