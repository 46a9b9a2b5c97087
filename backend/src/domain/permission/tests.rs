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

#[test]
fn only_who_is_in_it_writes_and_an_ex_member_is_a_stranger() {
    let last = Seq::new(9);
    assert_eq!(post(&members(), JOHN, None, last), Ok(()));
    assert_eq!(post(&members(), MIKE, None, last), Err(Denied::NotFound));
    let stranger = UserId::from_bytes([9; 16]);
    assert_eq!(
        post(&members(), stranger, None, last),
        Err(Denied::NotFound)
    );
    assert_eq!(post(&[], JOHN, None, last), Err(Denied::NotFound));
}

#[test]
fn a_reply_answers_what_its_author_may_see() {
    let last = Seq::new(9);
    let reply = |who, to| post(&members(), who, Some(Seq::new(to)), last);
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
