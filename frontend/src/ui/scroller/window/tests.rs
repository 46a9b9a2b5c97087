//! The window of a long list.

use super::{GUESS, Heights, MARGIN, around, reaches};

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
    assert_eq!(around(500..520, 10), 10..10);
}

#[test]
fn what_is_drawn_is_bounded_whatever_the_list_holds() {
    let drawn = around(50_000..50_020, 100_000);
    assert_eq!(drawn, 50_000 - MARGIN..50_020 + MARGIN);
}

#[test]
fn the_window_moves_before_its_edge_comes_into_view() {
    let drawn = around(500..520, 2_000);
    assert!(reaches(&drawn, &(500..520), 2_000));
    assert!(!reaches(&drawn, &(460..480), 2_000));
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

#[test]
fn heights_are_measured_where_they_were_drawn_and_guessed_elsewhere() {
    let mut heights = Heights::new();
    heights.set(1, 100.0);
    assert!((heights.sum(&[1, 2]) - (100.0 + GUESS)).abs() < f64::EPSILON);
    assert_eq!(heights.at(&[1, 2, 3], 99.0), 0);
    assert_eq!(heights.at(&[1, 2, 3], 101.0), 1);
    assert_eq!(heights.at(&[1, 2, 3], 1e9), 2);
}
