//! Who may write, answer and change what.

use common::{ids::UserId, model::Member, seq::Seq};

use super::*;

const JOHN: UserId = UserId::from_bytes([1; 16]);
const MARY: UserId = UserId::from_bytes([2; 16]);
const MIKE: UserId = UserId::from_bytes([3; 16]);

fn members() -> Vec<Member> {
    let member = |user, join, leave: Option<u64>| Member {
        user,
        join_seq: Seq::new(join),
        leave_seq: leave.map(Seq::new),
        consents: false,
    };
    vec![
        member(JOHN, 1, None),
        member(MARY, 5, None),
        member(MIKE, 1, Some(4)),
    ]
}

/// In a conversation of many, where nobody asks anybody.
fn talk(
    members: &[Member],
    author: UserId,
    reply_to: Option<Seq>,
    last: Seq,
) -> Result<(), Denied> {
    let posting = post(&Terms::default(), members, author, reply_to, last)?;
    assert_eq!(posting, Posting::Talk);
    Ok(())
}

#[test]
fn only_who_is_in_it_writes_and_an_ex_member_is_a_stranger() {
    let last = Seq::new(9);
    assert_eq!(talk(&members(), JOHN, None, last), Ok(()));
    assert_eq!(talk(&members(), MIKE, None, last), Err(Denied::NotFound));
    let stranger = UserId::from_bytes([9; 16]);
    assert_eq!(
        talk(&members(), stranger, None, last),
        Err(Denied::NotFound)
    );
    assert_eq!(talk(&[], JOHN, None, last), Err(Denied::NotFound));
}

#[test]
fn a_reply_answers_what_its_author_may_see() {
    let last = Seq::new(9);
    let reply = |who, to| talk(&members(), who, Some(Seq::new(to)), last);
    assert_eq!(reply(JOHN, 1), Ok(()));
    assert_eq!(reply(JOHN, 9), Ok(()));
    assert_eq!(reply(MARY, 5), Ok(()));
    for (who, to) in [(JOHN, 0), (JOHN, 10), (MARY, 4), (JOHN, u64::MAX)] {
        assert_eq!(reply(who, to), Err(Denied::BadCursor), "{who:?} {to}");
    }
}

#[test]
fn one_changes_only_what_is_ones_own_and_only_while_one_is_there() {
    assert_eq!(amend(&members(), JOHN, JOHN), Ok(()));
    assert_eq!(amend(&members(), JOHN, MARY), Err(Denied::NotFound));
    assert_eq!(amend(&members(), MIKE, MIKE), Err(Denied::NotFound));
}

/// Every state that a pair can be in, and what John may say to Mary in it.
#[test]
fn one_message_asks_and_everything_else_needs_an_answer() {
    let pair = |john, mary| {
        let member = |user, consents| Member {
            user,
            join_seq: Seq::new(1),
            leave_seq: None,
            consents,
        };
        vec![member(JOHN, john), member(MARY, mary)]
    };
    let (none, first) = (Seq::ZERO, Seq::new(1));
    let john: &[UserId] = &[JOHN];
    for (blockers, consents, last, expected) in [
        (&[][..], false, none, Ok(Posting::Request)),
        (&[], false, first, Err(Denied::NotAccepting)),
        (&[], true, none, Ok(Posting::Talk)),
        (&[], true, first, Ok(Posting::Talk)),
        (&[MARY], false, none, Err(Denied::NotAccepting)),
        (&[MARY], true, first, Err(Denied::NotAccepting)),
        (john, true, first, Err(Denied::Blocked)),
        (&[JOHN, MARY], true, first, Err(Denied::Blocked)),
    ] {
        let terms = Terms {
            direct: true,
            blockers: blockers.to_vec(),
        };
        for john_consents in [false, true] {
            let members = pair(john_consents, consents);
            let may = post(&terms, &members, JOHN, None, last);
            assert_eq!(may, expected, "{blockers:?} {consents} {last:?}");
        }
    }
    let terms = Terms {
        direct: true,
        blockers: vec![MARY],
    };
    let stranger = post(&terms, &pair(true, true), MIKE, None, first);
    assert_eq!(stranger, Err(Denied::NotFound), "before anything else");
}
