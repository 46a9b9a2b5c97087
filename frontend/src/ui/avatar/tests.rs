//! Initials and colours.

use super::{HUES, hue, initials};

#[test]
fn initials_are_those_of_the_first_and_the_last_word() {
    for (name, wanted) in [
        ("Mary", "M"),
        ("mary shelley", "MS"),
        ("Johann Wolfgang von Goethe", "JG"),
        ("  ", ""),
        ("ﬁona", "FI"),
        ("李 小龙", "李小"),
    ] {
        assert_eq!(initials(name), wanted, "{name:?}");
    }
}

#[test]
fn names_spread_over_all_colours() {
    let mut used = std::collections::BTreeSet::new();
    for n in 0..200 {
        used.insert(hue(&format!("person{n}")));
    }
    assert_eq!(used, (0..HUES).collect());
}
