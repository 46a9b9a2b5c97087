//! Which number of state was told.

use super::*;

const JOHN: UserId = UserId::from_bytes([1; 16]);

fn told(heads: &mut StateHeads) -> u64 {
    heads.list(Part::All, |_| true)[0].1.get()
}

fn hear(heads: &mut StateHeads, numbers: &[u64]) {
    for ver in numbers {
        hears(heads, *ver);
    }
}

/// Whether John is told of this number.
fn hears(heads: &mut StateHeads, ver: u64) -> bool {
    let numbers = [(JOHN, StateVer::new(ver))];
    !heads.tell(&[JOHN], &numbers).is_empty()
}

#[test]
fn what_is_missing_shows_and_order_does_not_matter() {
    let mut heads = StateHeads::default();
    assert!(hears(&mut heads, 4));
    assert_eq!(heads.list(Part::All, |_| true), [], "nobody has caught up");
    heads.caught_up(JOHN, StateVer::new(4), true);
    hear(&mut heads, &[6, 5, 5, 3]);
    assert_eq!(told(&mut heads), 6);
    hear(&mut heads, &[8, 10]);
    assert_eq!(told(&mut heads), 6, "7 is missing");
    heads.told_up_to(JOHN, StateVer::new(8));
    assert_eq!(told(&mut heads), 8, "9 is missing");
    assert!(
        !hears(&mut heads, 7),
        "late: what was told instead is newer"
    );
    assert!(!hears(&mut heads, 10), "doubled");
    assert!(hears(&mut heads, 9));
    assert_eq!(told(&mut heads), 10);
}

#[test]
fn who_catches_up_alone_was_told_and_a_second_device_hides_nothing() {
    let mut heads = StateHeads::default();
    heads.caught_up(JOHN, StateVer::new(4), true);
    heads.caught_up(JOHN, StateVer::new(9), false);
    assert_eq!(told(&mut heads), 4);
    heads.caught_up(JOHN, StateVer::new(9), true);
    assert_eq!(told(&mut heads), 9);
    assert_eq!(heads.list(Part::All, |_| false), []);
    assert_eq!(heads.list(Part::All, |_| true), [], "and it is forgotten");
}

#[test]
fn what_is_kept_ahead_has_a_bound() {
    let mut heads = StateHeads::default();
    heads.caught_up(JOHN, StateVer::ZERO, true);
    let many: Vec<u64> = (2..2_000).collect();
    hear(&mut heads, &many);
    hear(&mut heads, &[1]);
    let told = told(&mut heads);
    assert_eq!(
        usize::try_from(told),
        Ok(AHEAD + 1),
        "the rest is told again"
    );
}
