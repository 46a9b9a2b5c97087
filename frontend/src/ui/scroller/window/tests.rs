//! The window of a long list.

use std::sync::Arc;

use super::{Heights, MARGIN, STEP, around, reaches};

#[test]
fn a_short_list_is_drawn_whole() {
    assert_eq!(around(0..10, 10), 0..10);
    assert!(reaches(&(0..10), &(0..10), 10));
}

#[test]
fn an_empty_list_has_an_empty_window() {
    assert_eq!(around(0..0, 0), 0..0);
    assert!(reaches(&(0..0), &(0..0), 0));
}

#[test]
fn a_view_beyond_a_list_that_became_shorter_is_cut() {
    assert_eq!(around(500..520, 10), 0..10);
}

#[test]
fn what_is_drawn_is_bounded_whatever_the_list_holds() {
    let drawn = around(50_000..50_020, 100_000);
    assert_eq!(drawn.end, 50_020 + MARGIN);
    assert!((50_000 - MARGIN - STEP..=50_000 - MARGIN).contains(&drawn.start));
}

#[test]
fn a_message_at_the_end_moves_no_other_but_every_so_many() {
    let starts: Vec<_> = (1_000..1_000 + 4 * STEP)
        .map(|count| around(count - 20..count, count).start)
        .collect();
    let moves = starts.windows(2).filter(|pair| pair[0] != pair[1]);
    assert_eq!(moves.count(), 4);
}

#[test]
fn the_window_moves_before_its_edge_comes_into_view() {
    let drawn = around(500..520, 2_000);
    assert!(reaches(&drawn, &(500..520), 2_000));
    assert!(!reaches(&drawn, &(450..470), 2_000));
    assert!(!reaches(&drawn, &(540..560), 2_000));
}

#[test]
fn a_moved_window_reaches_again() {
    for first in (0..1_980).step_by(7) {
        let view = first..first + 20;
        assert!(
            reaches(&around(view.clone(), 2_000), &view, 2_000),
            "{view:?}"
        );
    }
}

fn rows(keys: &[u8]) -> Arc<Vec<u8>> {
    Arc::new(keys.to_vec())
}

#[test]
fn heights_are_measured_where_they_were_drawn_and_guessed_elsewhere() {
    let mut heights = Heights::new();
    heights.carry_over(&rows(&[1, 2, 3]));
    heights.measured(1, &[100.0]);
    assert_eq!(heights.sum(0..3), 48 + 100 + 48);
    assert_eq!(heights.sum(1..2), 100);
    assert_eq!(heights.at(47.0), 0);
    assert_eq!(heights.at(49.0), 1);
    assert_eq!(heights.at(1e9), 2);
}

#[test]
fn rows_keep_their_heights_when_others_come_before_between_and_after() {
    let mut heights = Heights::new();
    heights.carry_over(&rows(&[1, 2, 3]));
    heights.measured(0, &[10.0, 20.0, 30.0]);
    heights.carry_over(&rows(&[7, 8, 1, 9, 2, 3, 6]));
    let single = |at: usize| heights.sum(at..at + 1);
    assert_eq!((single(2), single(4), single(5)), (10, 20, 30));
    assert_eq!((single(0), single(3), single(6)), (48, 48, 48));
}

#[test]
fn a_row_that_left_takes_its_height_with_it() {
    let mut heights = Heights::new();
    heights.carry_over(&rows(&[1, 2, 3]));
    heights.measured(0, &[10.0, 20.0, 30.0]);
    heights.carry_over(&rows(&[1, 3]));
    assert_eq!((heights.sum(0..1), heights.sum(1..2)), (10, 30));
    assert_eq!(
        heights.sum(0..9),
        0,
        "rows that are not there have no height"
    );
}
