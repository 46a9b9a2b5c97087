//! The statistics of the figures.

use super::{
    capacity::Search,
    cost::median_of_ratios,
    refusals::{auc, median},
};

#[test]
fn twice_as_much_and_half_as_much_cancel_out() {
    assert!((median_of_ratios(&[2.0, 0.5]) - 1.0).abs() < 1e-9);
    assert!((median_of_ratios(&[1.0, 9.0, 1.5]) - 1.5).abs() < 1e-9);
    assert!(median_of_ratios(&[]).is_nan());
}

#[test]
fn a_search_closes_in_on_the_highest_rate_that_is_held() {
    for guess in [3_000.0, 10_000.0, 40_000.0] {
        let limit = 10_500.0;
        let mut search = Search::around(guess);
        let mut offers = 0;
        while let Some(rate) = search.next() {
            search.learn(rate, rate <= limit);
            offers += 1;
        }
        let held = search.held.unwrap();
        assert!(held <= limit && held > limit / 1.08, "{held} from {guess}");
        assert!(offers < 12, "{offers} offers from {guess}");
    }
}

#[test]
fn what_cannot_be_told_apart_has_an_auc_of_a_half() {
    let near = |value: f64, expected: f64| (value - expected).abs() < 1e-9;
    let times: Vec<f64> = (0..100).map(f64::from).collect();
    let later: Vec<f64> = times.iter().map(|time| time + 5.0).collect();
    assert!(near(auc(&times, &times), 0.5));
    assert!(near(auc(&[2.0, 3.0], &[1.0]), 1.0));
    assert!(near(auc(&[1.0, 2.0], &[1.0, 2.0, 2.0]), 2.5 / 6.0));
    assert!(auc(&later, &times) > 0.54, "{}", auc(&later, &times));
    assert!(near(median(&[3.0, 1.0, 2.0]), 2.0));
}
