//! Ids: their text form, and what is refused.

use super::*;

#[test]
fn the_same_time_and_random_bytes_make_the_same_id() {
    let at = Timestamp::from_millis(1_700_000_000_000);
    assert_eq!(UserId::new(at, [7; 10]), UserId::new(at, [7; 10]));
    assert_ne!(UserId::new(at, [7; 10]), UserId::new(at, [8; 10]));
}

#[test]
fn an_id_survives_text_and_bytes() {
    let id = ConversationId::new(Timestamp::from_millis(1), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(ConversationId::from_bytes(*id.as_bytes()), id);
}

#[test]
fn an_id_built_later_sorts_later_so_that_indexes_grow_at_one_end() {
    let random = [0xff; 10];
    let (early, late) = (Timestamp::from_millis(1_000), Timestamp::from_millis(1_001));
    assert!(IdempotencyKey::new(early, random) < IdempotencyKey::new(late, [0; 10]));
}

#[test]
fn text_that_is_no_uuid_is_refused_with_an_example() {
    let error = "john".parse::<UserId>().unwrap_err();
    assert!(error.to_string().contains("01936f7e-"));
}

#[test]
fn the_key_instead_of_a_key_is_another_one_of_the_same_time_and_always_the_same() {
    for random in [[0; 10], [0xff; 10], [7; 10]] {
        let key = IdempotencyKey::new(Timestamp::from_millis(1_000), random);
        let instead = key.instead();
        assert_ne!(instead, key);
        assert_eq!(instead, key.instead());
        assert_eq!(instead.as_bytes()[..8], key.as_bytes()[..8]);
        assert_eq!(instead.as_bytes()[8] >> 6, 0b10, "the variant of RFC 9562");
    }
}
