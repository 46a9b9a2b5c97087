//! A picture is seen by whom its owner wants to talk with.

use super::Eyes;

#[test]
fn a_picture_is_seen_where_its_owner_consents_and_nobody_blocks() {
    for (blocked, consents, contacts, sees) in [
        (false, false, false, false),
        (false, true, false, true),
        (false, false, true, true),
        (false, true, true, true),
        (true, false, false, false),
        (true, true, false, false),
        (true, false, true, false),
        (true, true, true, false),
    ] {
        let eyes = Eyes {
            blocked,
            consents,
            contacts,
        };
        assert_eq!(eyes.see(), sees, "{eyes:?}");
    }
}
