//! Section 4 of the rules, by hand and by chance.

mod chance;

use std::collections::BTreeMap;

use common::limits::{self, TYPING_IDLE_MS, TYPING_KEEPALIVE_MS, TYPING_TTL_MS};

use super::*;

const TTL: Duration = Duration::from_millis(TYPING_TTL_MS);
const CONV: ConversationId = ConversationId::from_bytes([9; 16]);
const MARY: UserId = user(1);
const JOHN: UserId = user(2);
const MIKE: UserId = user(3);

const fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

const fn conn(n: u8) -> ConnectionId {
    ConnectionId::from_bytes([n; 16])
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The machine, a company in which everyone may see everyone, and what each viewer knows.
struct World {
    typing: Typing,
    members: Vec<UserId>,
    now: Duration,
    seen: BTreeMap<UserId, TypingSet>,
    /// When each viewer was told.
    told: Vec<(Duration, UserId)>,
}

impl World {
    fn of(members: &[UserId]) -> Self {
        Self {
            typing: Typing::new(TTL),
            members: members.to_vec(),
            now: ms(1_000_000),
            seen: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    fn pair() -> Self {
        Self::of(&[MARY, JOHN])
    }

    fn begin(&mut self, who: UserId, on: u8) {
        self.typing
            .begun(who, conn(on), CONV, TypingKind::Text, self.now);
        self.work();
    }

    fn end(&mut self, on: u8) {
        self.typing.ended(conn(on), CONV, self.now);
        self.work();
    }

    fn close(&mut self, on: u8) {
        self.typing.closed(conn(on), self.now);
        self.work();
    }

    fn post(&mut self, who: UserId) {
        let sets = self.typing.posted(CONV, who, self.now);
        self.tell(sets);
    }

    /// Answers what is asked and tells what is due now.
    fn work(&mut self) {
        for question in self.typing.questions() {
            let company = Company {
                members: self.members.clone(),
                viewers: self.members.clone(),
            };
            self.typing.answer(question, Some(company), self.now);
        }
        let sets = self.typing.tick(self.now);
        self.tell(sets);
    }

    fn tell(&mut self, sets: Vec<TypingSet>) {
        for set in sets {
            for viewer in set.viewers.clone() {
                self.told.push((self.now, viewer));
                self.seen.insert(viewer, set.clone());
            }
        }
    }

    /// Lets time pass, doing what is due at each moment at which something is.
    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.typing.deadline().filter(|at| *at <= until) {
            self.now = at.max(self.now);
            self.work();
        }
        self.now = until;
    }

    fn sees(&self, viewer: UserId) -> Vec<UserId> {
        let set = self.seen.get(&viewer);
        set.map(|set| set.users.iter().map(|typist| typist.user).collect())
            .unwrap_or_default()
    }

    fn told_to(&self, viewer: UserId) -> usize {
        self.told.iter().filter(|(_, to)| *to == viewer).count()
    }
}

/// The law without which the dots flicker in every thinking pause.
const _: () = assert!(TYPING_TTL_MS >= TYPING_KEEPALIVE_MS + TYPING_IDLE_MS + 1_000);

#[test]
fn a_pause_between_two_signs_is_not_seen() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    for _ in 0..20 {
        // The next key comes just before the client would call it idle, and the network takes a second.
        world.pass(ms(TYPING_KEEPALIVE_MS + TYPING_IDLE_MS));
        assert_eq!(world.sees(JOHN), [MARY]);
        world.begin(MARY, 1);
    }
}

#[test]
fn the_other_sees_it_at_once_and_the_typist_never() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    assert_eq!(world.sees(JOHN), [MARY]);
    assert_eq!(world.told_to(MARY), 0);
    world.begin(JOHN, 2);
    world.pass(EVERY);
    assert_eq!(world.sees(JOHN), [MARY]);
    assert_eq!(world.sees(MARY), [JOHN]);
}

#[test]
fn t1_who_dies_silently_is_gone_within_eleven_seconds_and_not_before_the_time_to_live() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.pass(TTL.saturating_sub(ms(1)));
    assert_eq!(world.sees(JOHN), [MARY]);
    world.pass(EVERY + ms(1));
    assert_eq!(world.sees(JOHN), []);
}

#[test]
fn t1_a_closed_connection_is_gone_within_a_second() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.pass(ms(10));
    world.close(1);
    world.pass(EVERY);
    assert_eq!(world.sees(JOHN), []);
}

#[test]
fn t1_whoever_lost_the_clearing_set_heard_nothing_for_a_time_to_live_before_that() {
    // What a viewer's own clock needs: while someone types the set comes at least this often.
    let mut world = World::pair();
    for _ in 0..10 {
        world.begin(MARY, 1);
        world.pass(ms(TYPING_KEEPALIVE_MS));
    }
    let times: Vec<_> = world.told.iter().map(|(at, _)| *at).collect();
    assert!(times.len() >= 10);
    for pair in times.windows(2) {
        assert!(
            pair[1].saturating_sub(pair[0]) <= REFRESH + EVERY,
            "{pair:?}"
        );
    }
}

#[test]
fn someone_types_while_any_of_their_devices_does() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.begin(MARY, 2);
    world.pass(EVERY);
    world.close(1);
    world.pass(2 * EVERY);
    assert_eq!(world.sees(JOHN), [MARY]);
    world.end(2);
    world.pass(EVERY);
    assert_eq!(world.sees(JOHN), []);
}

#[test]
fn t2_the_set_without_the_author_is_there_before_the_message() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.begin(MARY, 2);
    world.pass(ms(3));
    // No time passes, nothing is waited for: what must be told before the message is what this returns.
    world.post(MARY);
    assert_eq!(world.sees(JOHN), []);
    // The other's message does not clear it.
    world.pass(TTL);
    world.begin(MARY, 1);
    world.post(JOHN);
    assert_eq!(world.sees(JOHN), [MARY]);
}

#[test]
fn t3_each_viewer_is_told_once_a_second_however_many_type() {
    let members: Vec<_> = (1..=100).map(user).collect();
    for typists in [2, 20, 100] {
        let mut world = World::of(&members);
        for round in 0..40_u64 {
            for n in 1..=typists {
                // Everyone at another moment, and everyone changes what is shown.
                world.now += ms(1);
                if (round + u64::from(n)).is_multiple_of(3) {
                    world.end(n);
                } else {
                    world.begin(user(n), n);
                }
            }
            world.pass(ms(500));
        }
        let lasted = world.now.saturating_sub(ms(1_000_000));
        let most = usize::try_from(lasted.as_secs()).unwrap() + 2;
        for viewer in &members {
            assert!(
                world.told_to(*viewer) <= most,
                "{typists}: {} in {lasted:?}",
                world.told_to(*viewer)
            );
        }
        let sizes = world.seen.values().map(|set| set.users.len());
        assert!(sizes.max() <= Some(limits::TYPING_SHOWN));
    }
}

#[test]
fn beyond_five_only_the_number_is_told() {
    let members: Vec<_> = (1..=9).map(user).collect();
    let mut world = World::of(&members);
    for n in 1..=8 {
        world.begin(user(n), n);
    }
    world.pass(EVERY);
    let set = &world.seen[&user(9)];
    assert_eq!((set.users.len(), set.more), (5, 3));
    let set = &world.seen[&user(1)];
    assert_eq!((set.users.len(), set.more), (5, 2), "without oneself");
}

#[test]
fn of_two_devices_the_later_word_says_what_is_prepared() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.now += ms(100);
    world
        .typing
        .begun(MARY, conn(2), CONV, TypingKind::Voice, world.now);
    world.pass(EVERY);
    assert_eq!(world.seen[&JOHN].users[0].kind, TypingKind::Voice);
}

#[test]
fn what_exceeds_the_pace_is_not_heard() {
    let mut world = World::pair();
    // Three at once, and then one each two seconds: the fourth does not prolong anything.
    for _ in 0..3 {
        world.begin(MARY, 1);
    }
    world.pass(ms(1_900));
    world.begin(MARY, 1);
    world.pass(TTL.saturating_sub(ms(1_900)) + EVERY);
    assert_eq!(world.sees(JOHN), []);
    // Over all conversations ten in ten seconds.
    let mut typing = Typing::new(TTL);
    for n in 0..20 {
        let conv = ConversationId::from_bytes([n; 16]);
        typing.begun(MARY, conn(1), conv, TypingKind::Text, ms(5));
    }
    assert_eq!(typing.questions().len(), 10);
}

#[test]
fn nobody_is_told_before_it_is_known_whom() {
    // Before the answer comes, what it hangs on changes: it is asked again, and the old answer is void.
    let changes: [fn(&mut Typing, Duration) -> Vec<TypingSet>; 3] = [
        |typing, now| typing.conversation_changed(CONV, now),
        |typing, now| typing.person_changed(MARY, now),
        |typing, now| typing.person_changed(JOHN, now),
    ];
    for change in changes {
        let mut world = World::pair();
        let (typing, now) = (&mut world.typing, world.now);
        typing.begun(MARY, conn(1), CONV, TypingKind::Text, now);
        let asked = typing.questions();
        assert_eq!(typing.tick(now), []);
        assert_eq!(change(typing, now), []);
        let company = Company {
            members: vec![MARY, JOHN],
            viewers: vec![JOHN],
        };
        for question in asked {
            typing.answer(question, Some(company.clone()), now);
        }
        assert_eq!(typing.tick(now + EVERY), []);
        assert_eq!(typing.questions().len(), 1);
    }
}

#[test]
fn a_change_of_company_clears_at_once_and_asks_again() {
    let mut world = World::of(&[MARY, JOHN, MIKE]);
    world.begin(MARY, 1);
    let sets = world.typing.person_changed(MIKE, world.now);
    world.tell(sets);
    assert_eq!(world.sees(JOHN), []);
    assert_eq!(world.sees(MIKE), []);
    // Mike is no longer among those who may see it.
    world.members = vec![MARY, JOHN];
    world.work();
    world.pass(EVERY);
    assert_eq!(world.sees(JOHN), [MARY]);
    assert_eq!(world.sees(MIKE), []);
    let nothing = world.typing.person_changed(user(77), world.now);
    assert_eq!(nothing, [], "who has nothing to do with it changes nothing");
}

#[test]
fn a_question_that_could_not_be_answered_is_asked_with_the_next_sign() {
    let mut world = World::pair();
    world
        .typing
        .begun(MARY, conn(1), CONV, TypingKind::Text, world.now);
    let question = world.typing.questions()[0];
    world.typing.answer(question, None, world.now);
    assert_eq!(world.typing.tick(world.now), []);
    world.pass(ms(TYPING_KEEPALIVE_MS));
    world.begin(MARY, 1);
    assert_eq!(world.sees(JOHN), [MARY]);
}

#[test]
fn nothing_is_kept_of_what_is_over() {
    let mut world = World::pair();
    world.begin(MARY, 1);
    world.close(1);
    world.pass(TTL + KEEP + EVERY);
    assert!(world.typing.rooms.is_empty());
    assert!(world.typing.conns.is_empty());
    assert_eq!(world.typing.deadline(), None);
}
