//! One line, then silence, then one line that says how much silence there was.

use super::*;

#[test]
fn a_flood_makes_a_line_every_five_seconds_and_each_counts_what_was_not_said() {
    let line = Sparing::new();
    let at = |seconds| line.may(Duration::from_secs(seconds));
    assert_eq!(at(1), Some(0));
    assert_eq!([at(1), at(2), at(5)], [None; 3]);
    assert_eq!(at(6), Some(3));
    assert_eq!(at(7), None);
    assert_eq!(at(1_000), Some(1));
    assert_eq!(at(2_000), Some(0));
}

#[test]
fn many_at_once_make_one_line_and_lose_no_count() {
    let line = Sparing::new();
    let said = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..1_000).filter_map(|_| line.may(PAUSE)).count()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("it ends"))
            .sum::<usize>()
    });
    assert_eq!(said, 1);
    assert_eq!(line.may(PAUSE * 2), Some(3_999));
}
