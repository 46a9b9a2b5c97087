//! What counts as held.

use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::time::Instant;

use super::{Board, Measured, Pace, Plan};

const RATE: f64 = 1_000.0;

/// Two seconds of a thousand messages each, of which the second counts; the nth is answered `answered(n)` after the beginning.
fn run(answered: impl Fn(f64) -> f64) -> Measured {
    let plan = Plan {
        pace: Pace::Open(RATE),
        lead: Duration::from_secs(1),
        lasting: Duration::from_secs(1),
    };
    let board = Board::default();
    let start = Instant::now();
    board.begin(plan, start, Histogram::new(3).unwrap());
    for n in 0..2_000 {
        let n = f64::from(n);
        let index = board.next_index(start + Duration::from_secs_f64(n / RATE));
        let at = start + Duration::from_secs_f64(answered(n));
        board.acked(index, at);
        board.delivered(index, at);
    }
    board.end().unwrap()
}

#[test]
fn a_server_that_is_late_but_keeps_up_holds_the_rate() {
    let measured = run(|n| n / RATE + 0.5);
    assert_eq!(measured.offered, 1_000);
    assert!((measured.held() - 1.0).abs() < 0.002, "{measured:?}");
}

#[test]
fn a_server_that_falls_behind_does_not() {
    let measured = run(|n| n / (0.95 * RATE));
    assert!(measured.held() < 0.96, "{measured:?}");
}
