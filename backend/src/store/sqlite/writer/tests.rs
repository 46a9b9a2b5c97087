//! How long groups gather.

use super::*;

#[test]
fn the_pause_grows_with_the_company_and_has_an_end() {
    let ms = |jobs| pause(jobs).map(|pause| pause.as_millis());
    assert_eq!([0, 1].map(ms), [None, None], "who is alone never waits");
    assert_eq!(
        [2, 16, 40, 1_000].map(ms),
        [Some(1), Some(1), Some(2), Some(4)]
    );
    assert_eq!([1_024, GROUP].map(ms), [None, None]);
}
