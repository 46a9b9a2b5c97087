//! Which rows of the list are in the page.

use super::{STEP, Window};

const HEIGHT: f64 = 60.0;

fn around(first: usize, count: usize) -> Window {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let above = first as f64 * HEIGHT;
    Window::around(above, 700.0, HEIGHT, count).expect("it is laid out")
}

#[test]
fn what_is_in_view_is_drawn_with_a_margin_on_both_sides() {
    for first in 0..2_000 {
        let rows = around(first, 2_000).rows;
        assert!(
            rows.start <= first.saturating_sub(STEP),
            "{first}: {rows:?}"
        );
        assert!(
            rows.end >= first + 12 + STEP || rows.end >= 2_000,
            "{first}: {rows:?}"
        );
        assert!(rows.len() < 12 + 5 * STEP, "{first}: {rows:?}");
    }
}

#[test]
fn it_moves_by_steps_only() {
    let windows: Vec<_> = (0..2_000).map(|first| around(first, 2_000)).collect();
    let moves = windows.windows(2).filter(|pair| pair[0] != pair[1]);
    assert!(moves.count() <= 2 * 2_000 / STEP);
}

#[test]
fn a_list_that_is_out_of_sight_keeps_its_rows() {
    assert_eq!(
        Window::around(0.0, 0.0, HEIGHT, 2_000),
        None,
        "beside an open conversation, on a phone"
    );
    assert_eq!(Window::around(0.0, 700.0, 0.0, 2_000), None);
}

#[test]
fn a_short_list_is_drawn_whole() {
    assert_eq!(around(0, 10).rows.start, 0);
    assert!(around(0, 10).rows.end >= 10);
    assert_eq!(
        Window::around(-200.0, 700.0, HEIGHT, 10)
            .unwrap()
            .rows
            .start,
        0,
        "below the requests"
    );
}
