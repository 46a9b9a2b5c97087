//! Which names look alike, and by which words a person is found.

use super::*;

fn skeleton(username: &str) -> Skeleton {
    Skeleton::of(&Username::parse(username).unwrap())
}

#[test]
fn names_that_a_person_could_confuse_are_equal() {
    for (one, other) in [
        ("Mary", "mary"),
        ("MARY", "mary"),
        ("mary", "m\u{430}ry"),                       // Cyrillic а
        ("mary", "rnary"),                            // r and n
        ("mary", "\u{ff4d}\u{ff41}\u{ff52}\u{ff59}"), // full width
        ("paypal", "p\u{430}yp\u{430}l"),
        ("paypal", "paypa1"),
        ("paypaI", "paypai"), // a capital I is an i in another dress
        ("scope", "\u{455}\u{441}\u{43e}\u{440}\u{435}"), // all Cyrillic
        ("rob0t", "robOt"),
        ("straße", "STRAßE"),
        ("zo\u{eb}", "ZO\u{cb}"),
    ] {
        assert_eq!(skeleton(one), skeleton(other), "{one} and {other}");
    }
}

#[test]
fn names_that_differ_to_the_eye_are_different() {
    let names = [
        "mary", "marie", "marry", "john", "jon", "mike", "zoe", "zoë", "a.b", "a_b", "a-b1",
    ];
    for (at, one) in names.iter().enumerate() {
        for other in &names[at + 1..] {
            if one.len() >= 3 && other.len() >= 3 {
                assert_ne!(skeleton(one), skeleton(other), "{one} and {other}");
            }
        }
    }
}

#[test]
fn a_person_is_found_by_words_of_both_names() {
    let username = Username::parse("Mary.Bennet_7").unwrap();
    let name = DisplayName::parse("Mary O’Brien-Ünal").unwrap();
    let words: Vec<_> = search_words(&username, &name).into_iter().collect();
    assert_eq!(
        words,
        ["7", "bennet", "mary", "mary.bennet_7", "o’brien", "ünal"]
    );
}

#[test]
fn a_query_is_folded_like_the_names_and_has_few_words() {
    let words = |text| query_words(&PeopleQuery::parse(text));
    assert_eq!(words("  MARY  Ben "), ["mary", "ben"]);
    assert_eq!(words("\u{ff2d}ary"), ["mary"]);
    assert_eq!(words("a b c d e f"), ["a", "b", "c", "d"]);
    assert_eq!(words("   "), [""; 0]);
}
