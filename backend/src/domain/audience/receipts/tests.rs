//! Each reason not to know, alone; and all of them together against a table.

use common::seq::Seq;
use proptest::prelude::*;

use super::*;

const JOHN: UserId = UserId::from_bytes([1; 16]);
const MARY: UserId = UserId::from_bytes([2; 16]);
const MIKE: UserId = UserId::from_bytes([3; 16]);

fn member(user: UserId) -> Member {
    Member {
        user,
        join_seq: Seq::new(1),
        leave_seq: None,
        consents: true,
    }
}

fn manner(user: UserId) -> Manner {
    Manner {
        user,
        gives: true,
        invisible: false,
    }
}

fn room(kind: ConversationKind, people: &[UserId]) -> Room {
    Room {
        kind,
        members: people.iter().copied().map(member).collect(),
        manners: people.iter().copied().map(manner).collect(),
        blocks: Vec::new(),
    }
}

fn direct() -> Room {
    room(ConversationKind::Direct, &[JOHN, MARY])
}

/// What john may know of mary.
fn known(change: impl FnOnce(&mut Room)) -> (Knowledge, bool) {
    let mut room = direct();
    change(&mut room);
    (room.knowledge(JOHN, MARY), room.shows(MARY))
}

#[test]
fn each_reason_alone_decides() {
    use Knowledge::{Frozen, Live, Nothing};
    assert_eq!(known(|_| ()), (Live, true));
    assert_eq!(known(|room| room.manners[1].gives = false), (Frozen, false));
    assert_eq!(
        known(|room| room.manners[1].invisible = true),
        (Frozen, false)
    );
    assert_eq!(
        known(|room| room.manners[0].gives = false),
        (Nothing, true),
        "who does not give does not see"
    );
    assert_eq!(
        known(|room| room.manners[0].invisible = true),
        (Live, true),
        "looking away takes nothing from what others give"
    );
    for who in 0..2 {
        let (knowledge, shows) = known(|room| room.members[who].consents = false);
        assert_eq!((knowledge, shows), (Nothing, false), "before acceptance");
    }
    for block in [(JOHN, MARY), (MARY, JOHN)] {
        assert_eq!(known(|room| room.blocks.push(block)), (Frozen, false));
    }
    assert_eq!(
        known(|room| {
            room.members[1].leave_seq = Some(Seq::new(9));
            room.manners.pop();
        }),
        (Nothing, false)
    );
    assert_eq!(direct().knowledge(JOHN, JOHN), Nothing);
    assert_eq!(direct().knowledge(MIKE, MARY), Nothing);
    assert_eq!(direct().hearers(MARY), [JOHN]);
}

#[test]
fn in_a_group_a_block_cuts_two_people_and_not_the_others() {
    let mut group = room(ConversationKind::Group, &[JOHN, MARY, MIKE]);
    group.blocks.push((JOHN, MARY));
    assert_eq!(group.knowledge(JOHN, MARY), Knowledge::Nothing);
    assert_eq!(group.hearers(MARY), [MIKE]);
    group.members[2].consents = false;
    assert_eq!(group.hearers(MARY), [MIKE], "a group asks nobody");
}

#[test]
fn a_crowd_is_told_nothing() {
    let people: Vec<UserId> = (0..=RECEIPTS_MEMBERS)
        .map(|n| UserId::from_bytes((n as u128).to_be_bytes()))
        .collect();
    let most = room(ConversationKind::Group, &people[1..]);
    assert_eq!(most.hearers(people[1]).len(), RECEIPTS_MEMBERS - 1);
    let crowd = room(ConversationKind::Group, &people);
    assert_eq!(crowd.hearers(people[1]), []);
    assert!(!crowd.shows(people[1]));
}

proptest! {
    /// Whoever is told live may also read it up; nothing is shown to nobody's benefit in a pair.
    #[test]
    fn what_is_told_can_be_read_up(
        gives in any::<[bool; 2]>(), invisible in any::<[bool; 2]>(), consents in any::<[bool; 2]>(), blocked in any::<bool>(),
    ) {
        let mut room = direct();
        for at in 0..2 {
            room.manners[at].gives = gives[at];
            room.manners[at].invisible = invisible[at];
            room.members[at].consents = consents[at];
        }
        room.blocks.extend(blocked.then_some((MARY, JOHN)));
        let open = consents == [true; 2];
        prop_assert_eq!(room.shows(MARY), open && !blocked && gives[1] && !invisible[1]);
        let live = open && !blocked && gives == [true; 2] && !invisible[1];
        prop_assert_eq!(room.hearers(MARY), if live { vec![JOHN] } else { vec![] });
        prop_assert_eq!(room.knowledge(JOHN, MARY) > Knowledge::Nothing, open && gives[0]);
    }
}
