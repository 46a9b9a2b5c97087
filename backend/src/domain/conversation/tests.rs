//! A pair is the same whoever asks.

use super::*;

const JOHN: UserId = UserId::from_bytes([1; 16]);
const MARY: UserId = UserId::from_bytes([2; 16]);

#[test]
fn a_pair_is_the_same_whoever_asks() {
    let pair = Pair::of(JOHN, MARY).unwrap();
    assert_eq!(Pair::of(MARY, JOHN), Ok(pair));
    assert_eq!((pair.low(), pair.high()), (JOHN, MARY));
    let users: Vec<_> = pair.members().iter().map(|member| member.user).collect();
    assert_eq!(users, [JOHN, MARY]);
    assert!(pair.members().iter().all(Member::is_current));
}

#[test]
fn nobody_is_a_pair() {
    assert_eq!(Pair::of(JOHN, JOHN), Err(Denied::NotFound));
}
