//! Every reason for which nobody is told.

use common::{model::ConversationKind::*, seq::Seq};

use super::*;

const MARY: UserId = UserId::from_bytes([1; 16]);
const JOHN: UserId = UserId::from_bytes([2; 16]);
const OPEN: Typer = Typer {
    user: MARY,
    hides: false,
};

fn member(user: UserId, consents: bool, typing: Option<bool>) -> (Member, Option<bool>) {
    let member = Member {
        user,
        join_seq: Seq::new(1),
        leave_seq: None,
        consents,
    };
    (member, typing)
}

fn viewers(typer: Typer, members: &[(Member, Option<bool>)], shows: bool) -> Vec<UserId> {
    company(typer, Direct, members, |_| shows).viewers
}

#[test]
fn someone_who_types_is_seen_by_the_other_and_by_nobody_for_any_of_these_reasons() {
    let both = [member(MARY, true, None), member(JOHN, true, Some(true))];
    assert_eq!(viewers(OPEN, &both, true), [JOHN]);
    assert_eq!(
        viewers(OPEN, &both, false),
        [],
        "they show each other nothing"
    );
    let hides = Typer {
        hides: true,
        ..OPEN
    };
    assert_eq!(viewers(hides, &both, true), [], "she is invisible");
    let stranger = Typer {
        user: UserId::from_bytes([3; 16]),
        ..OPEN
    };
    assert_eq!(viewers(stranger, &both, true), [], "she is not in it");
    for members in [
        [member(MARY, true, None), member(JOHN, false, None)],
        [member(MARY, false, None), member(JOHN, true, None)],
    ] {
        assert_eq!(viewers(OPEN, &members, true), [], "not accepted");
    }
    for members in [
        [member(MARY, true, Some(false)), member(JOHN, true, None)],
        [member(MARY, true, None), member(JOHN, true, Some(false))],
    ] {
        assert_eq!(
            viewers(OPEN, &members, true),
            [],
            "off here, for one of the two"
        );
    }
}

#[test]
fn in_a_large_group_nobody_is_told() {
    for (size, told) in [
        (TYPING_MEMBERS, TYPING_MEMBERS - 1),
        (TYPING_MEMBERS + 1, 0),
    ] {
        let members: Vec<_> = (1..=size)
            .map(|n| UserId::from_bytes([u8::try_from(n).unwrap(); 16]))
            .map(|user| member(user, false, None))
            .collect();
        let company = company(OPEN, Group, &members, |_| true);
        assert_eq!((company.viewers.len(), company.members.len()), (told, size));
    }
}
