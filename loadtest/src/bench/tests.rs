//! The statistics of the figures.

use super::cost::median_of_ratios;

#[test]
fn twice_as_much_and_half_as_much_cancel_out() {
    assert!((median_of_ratios(&[2.0, 0.5]) - 1.0).abs() < 1e-9);
    assert!((median_of_ratios(&[1.0, 9.0, 1.5]) - 1.5).abs() < 1e-9);
    assert!(median_of_ratios(&[]).is_nan());
}
