//! Two servers, one machine's view.

use super::*;
use crate::domain::presence::nodes::{Node, Summary};

const OTHER: Node = Node { id: 2, boot: 1 };

fn summary(active: u32, idle: u32, ver: u64) -> Summary {
    Summary { active, idle, ver }
}

impl World {
    fn hear(&mut self, node: Node, who: UserId, summary: Summary) {
        self.presence.told_of(node, who, summary, self.now);
        self.work();
    }

    /// Lets time pass in which the other server is heard of.
    fn pass_with(&mut self, node: Node, time: Duration) {
        let until = self.now.mono + time;
        while self.now.mono < until {
            self.presence.heard_of(node, self.now);
            self.pass(ms(5_000).min(until.saturating_sub(self.now.mono)));
        }
    }
}

#[test]
fn someone_is_there_who_is_there_on_another_server() {
    let mut world = World::watched();
    world.hear(OTHER, MARY, summary(0, 1, 1));
    world.pass_with(OTHER, ms(6_000));
    assert_eq!(world.of_mary(), Some(Shown::Away));
    world.hear(OTHER, MARY, summary(1, 0, 2));
    world.pass_with(OTHER, ms(6_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    // P2 across servers: here she goes, there she stays.
    world.enter(MARY, 1);
    world.lose(1);
    world.pass_with(OTHER, ms(60_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}

#[test]
fn p1_a_server_that_dies_takes_its_people_with_it_within_forty_seconds() {
    let mut world = World::watched();
    world.hear(OTHER, MARY, summary(1, 0, 1));
    world.pass_with(OTHER, ms(60_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    // Its last heartbeat was up to five seconds ago.
    world.pass(ms(29_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    world.pass(ms(11_000));
    assert!(world.is_offline());
}

#[test]
fn p1_whoever_comes_back_meanwhile_was_never_gone() {
    for after in [1_000, 19_000, 29_000] {
        let mut world = World::watched();
        world.hear(OTHER, MARY, summary(1, 0, 1));
        world.pass_with(OTHER, ms(60_000));
        let then = world.now.mono;
        world.pass(ms(after));
        world.enter(MARY, 1);
        world.pass(ms(60_000));
        assert_eq!(world.told_since(then), 0, "after {after} ms");
    }
}

#[test]
fn a_later_start_makes_all_of_an_earlier_one_void() {
    let mut world = World::watched();
    world.hear(OTHER, MARY, summary(1, 0, 900));
    let later = Node { boot: 2, ..OTHER };
    world.presence.heard_of(later, world.now);
    world.work();
    // What the earlier start said, late.
    world.hear(OTHER, MARY, summary(1, 0, 901));
    world.pass_with(later, GRACE + EVERY);
    assert!(world.is_offline());
    world.hear(later, MARY, summary(1, 0, 1));
    world.pass_with(later, ms(2_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}

#[test]
fn what_a_server_tells_is_what_it_has() {
    let mut world = World::new();
    world.enter(MARY, 1);
    world.enter(MARY, 2);
    world.activity(2, false);
    assert_eq!(world.presence.summary(MARY, 4), summary(1, 1, 4));
    world.lose(1);
    assert_eq!(world.presence.summary(MARY, 5), summary(0, 1, 5));
    assert_eq!(world.presence.summary(JOHN, 5), summary(0, 0, 5));
}

fn any_summary() -> impl Strategy<Value = Summary> {
    // A sender counts up: the same version is the same news.
    (0_u64..6).prop_map(|ver| {
        let n = u32::try_from(ver).unwrap();
        summary(n % 3, n % 2, ver)
    })
}

proptest! {
    /// In any order, twice or late: the same news leaves the same state.
    #[test]
    fn joining_is_commutative_associative_and_idempotent(a in any_summary(), b in any_summary(), c in any_summary()) {
        prop_assert_eq!(a.joined(b), b.joined(a));
        prop_assert_eq!(a.joined(b).joined(c), a.joined(b.joined(c)));
        prop_assert_eq!(a.joined(a), a);
    }

    /// Two servers tell each other of a person in whatever order the bus brings it: both end with the same.
    #[test]
    fn two_servers_agree_whatever_the_order(mut news in vec(any_summary(), 1..12)) {
        let mut one = World::watched();
        for summary in &news {
            one.hear(OTHER, MARY, *summary);
        }
        news.reverse();
        let mut other = World::watched();
        for summary in news {
            other.hear(OTHER, MARY, summary);
        }
        one.pass_with(OTHER, ms(30_000));
        other.pass_with(OTHER, ms(30_000));
        let (one, other) = (one.of_mary(), other.of_mary());
        prop_assert_eq!(one.map(kind), other.map(kind));
    }
}

fn kind(shown: Shown) -> std::mem::Discriminant<Shown> {
    std::mem::discriminant(&shown)
}
