//! Lists of cores as the kernel writes them.

use super::{allowed_cores, stolen_share};

#[test]
fn a_list_of_cores_has_ranges_and_single_ones() {
    let status = "Name:\tx\nCpus_allowed_list:\t0-1,4\nMems_allowed_list:\t0\n";
    assert_eq!(allowed_cores(status), [0, 1, 4]);
    assert_eq!(allowed_cores("Name:\tx\n"), [0_u32; 0]);
}

#[test]
fn the_stolen_share_is_of_all_time_in_between() {
    assert!((stolen_share((10, 1_000), (20, 2_000)) - 0.01).abs() < 1e-9);
}
