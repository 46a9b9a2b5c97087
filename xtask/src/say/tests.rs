//! How times are spelt.

use super::*;

#[test]
fn times_are_spelt_for_people() {
    assert_eq!(spell(Duration::from_millis(3240)), "3.2 s");
    assert_eq!(spell(Duration::from_secs(247)), "4 min 07 s");
}
