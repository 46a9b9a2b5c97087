//! What tabs say to each other.

use client_core::input::TabId;
use common::ids::ConversationId;

use super::{TAB, WATCHES, lock_of, tab_of, watched, watches};

#[test]
fn what_one_tab_says_another_understands() {
    let conv = ConversationId::from_bytes([7; 16]);
    for tab in [TabId(0), TabId(0x00C0_FFEE), TabId(u64::MAX)] {
        assert_eq!(tab_of(&lock_of(tab)), Some(tab));
        for conv in [None, Some(conv)] {
            assert_eq!(watched(&watches(tab, conv)), Some((tab, conv)));
        }
    }
    // Of an earlier build, or not ours.
    for said in ["", WATCHES, &format!("{WATCHES}{conv}"), "here"] {
        assert_eq!(watched(said), None, "{said:?}");
    }
    assert_eq!(tab_of(&format!("{TAB}x")), None);
    assert_eq!(tab_of("confab-leader"), None);
}
