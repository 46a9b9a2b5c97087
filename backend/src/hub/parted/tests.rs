//! A part, and the whole.

use std::{cell::Cell, collections::BTreeSet};

use super::*;

#[test]
fn a_part_is_looked_at_and_forgotten_alone_and_all_of_them_are_the_whole() {
    let mut map = Parted::default();
    for n in 0..=u8::MAX {
        let user = UserId::from_bytes([n; 16]);
        map.of_mut(user).insert(user, n);
    }
    let mut whole = BTreeSet::new();
    for nth in 0..Part::COUNT {
        let looked_at = Cell::new(0);
        let look = |_: &_, _: &_| {
            looked_at.update(|count| count + 1);
            true
        };
        let part = map.list(Part::Nth(nth), look, |n| *n);
        assert_eq!(looked_at.get(), part.len(), "at nothing else");
        assert!((25..=26).contains(&part.len()), "a tenth of it");
        assert!(part.into_iter().all(|it| whole.insert(it)), "in one part");
    }
    let listed = |map: &mut Parted<_, _>, part| map.list(part, |_, _| true, |n| *n);
    assert_eq!(whole, listed(&mut map, Part::All).into_iter().collect());

    assert_eq!(map.list(Part::Nth(3), |_, _| false, |n| *n), []);
    assert_eq!(listed(&mut map, Part::Nth(3)), []);
    assert_eq!(listed(&mut map, Part::All).len(), 256 - 26);
}
