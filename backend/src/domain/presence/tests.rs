//! Section 5 of the rules, by hand and by chance.
//!
//! - [`chance`]: whatever happens in whatever order.
//! - [`choice`]: what a person chose to be shown as.
//! - [`nodes`]: other servers.
//! - [`watch`]: who may know, and who is told.

mod chance;
mod choice;
mod nodes;
mod watch;

use common::{
    fold::presence::seen,
    model::{Presence as Shown, presence::Status},
};
use proptest::{collection::vec, prelude::*};

use super::{
    announcing::{EVERY, GRACE},
    *,
};

const MARY: UserId = user(1);
const JOHN: UserId = user(2);
/// The connection by which John watches Mary.
const EYE: ConnectionId = conn(100);
const BEGIN: u64 = 1_795_000_000_000;

const fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

const fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

const fn conn(n: u8) -> ConnectionId {
    ConnectionId::from_bytes([n; 16])
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The machine, a store of facts that answers at once, and what John sees of each.
struct World {
    presence: Presence,
    now: Moment,
    facts: BTreeMap<UserId, Facts>,
    relations: Relations,
    sees: BTreeMap<UserId, (Shown, Status)>,
    told: Vec<(Duration, ConnectionId, UserId, Shown)>,
}

impl World {
    /// Long after the start.
    fn new() -> Self {
        let mut world = Self::just_started();
        world.pass(WARM_UP);
        world
    }

    fn just_started() -> Self {
        let now = Moment {
            mono: ms(1_000),
            wall: Timestamp::from_millis(BEGIN),
        };
        Self {
            presence: Presence::new(now.mono),
            now,
            facts: BTreeMap::new(),
            relations: (Relation::Accepted, Relation::Accepted),
            sees: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    /// John is here and watches Mary.
    fn watched() -> Self {
        let mut world = Self::new();
        world.enter(JOHN, 100);
        world.watch(&[MARY]);
        world.pass(ms(2_000));
        world
    }

    fn enter(&mut self, who: UserId, on: u8) {
        self.presence.entered(who, device(on), conn(on), self.now);
        self.work();
    }

    fn lose(&mut self, on: u8) {
        self.presence.lost(conn(on), self.now);
        self.work();
    }

    fn activity(&mut self, on: u8, active: bool) {
        self.presence.activity(conn(on), active, self.now);
        self.work();
    }

    fn watch(&mut self, people: &[UserId]) {
        self.presence.watch(EYE, people.to_vec(), self.now);
        self.work();
    }

    fn choose(&mut self, who: UserId, mode: Mode) {
        let since = self.now.wall;
        let facts = self.facts.entry(who).or_default();
        facts.choice = Choice {
            mode,
            since,
            ..Choice::default()
        };
        self.presence.person_changed(who);
        self.work();
    }

    /// Answers what is asked and tells what is due, until there is nothing of either.
    fn work(&mut self) {
        loop {
            let questions = self.presence.questions();
            let is_due = self
                .presence
                .deadline()
                .is_some_and(|at| at <= self.now.mono);
            if questions.is_empty() && !is_due {
                return;
            }
            self.answer(questions);
            self.tell();
        }
    }

    fn answer(&mut self, questions: Vec<Question>) {
        for question in questions {
            match question {
                Question::Facts { user, stamp } => {
                    let facts = self.facts.get(&user).cloned().unwrap_or_default();
                    self.presence.answer_facts(user, stamp, facts, self.now);
                }
                Question::Between {
                    conn,
                    people,
                    stamp,
                    ..
                } => {
                    let all = people.into_iter().map(|user| (user, self.relations));
                    self.presence
                        .answer_between(conn, stamp, &all.collect(), self.now);
                }
            }
        }
    }

    fn tell(&mut self) {
        for batch in self.presence.tick(self.now) {
            for (user, shown, status) in batch.people {
                self.told.push((self.now.mono, batch.conn, user, shown));
                if batch.conn == EYE {
                    self.sees.insert(user, (shown, status));
                }
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now.mono + time;
        self.work();
        while let Some(at) = self.presence.deadline().filter(|at| *at <= until) {
            self.advance(at);
            self.work();
        }
        self.advance(until);
    }

    fn advance(&mut self, to: Duration) {
        let by = to.saturating_sub(self.now.mono);
        self.now.wall = self
            .now
            .wall
            .plus_millis(u64::try_from(by.as_millis()).unwrap());
        self.now.mono = self.now.mono.max(to);
    }

    fn of_mary(&self) -> Option<Shown> {
        self.sees.get(&MARY).map(|(shown, _)| *shown)
    }

    fn is_offline(&self) -> bool {
        matches!(self.of_mary(), Some(Shown::Offline { .. }))
    }

    /// How often John was told of Mary since then.
    fn told_since(&self, then: Duration) -> usize {
        self.told.iter().filter(|(at, ..)| *at >= then).count()
    }
}

#[test]
fn who_comes_is_online_at_once_and_who_goes_has_a_grace() {
    let mut world = World::watched();
    assert!(world.is_offline());
    world.enter(MARY, 1);
    world.activity(1, true);
    assert_eq!(world.of_mary(), Some(Shown::Online));
    world.pass(ms(60_000));
    world.lose(1);
    let left = world.now.wall;
    world.pass(GRACE.saturating_sub(ms(1)));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    world.pass(ms(1));
    let at = Timestamp::from_millis(left.as_millis() / 60_000 * 60_000);
    assert_eq!(
        world.of_mary(),
        Some(Shown::Offline {
            seen: seen(at, world.now.wall),
            at: Some(at)
        })
    );
}

#[test]
fn a_reload_is_not_seen() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(10_000));
    let then = world.now.mono;
    for n in 2..9 {
        world.lose(n - 1);
        world.pass(ms(2_500));
        world.enter(MARY, n);
        world.pass(ms(2_500));
    }
    assert_eq!(world.told_since(then), 0);
}

#[test]
fn a_tab_that_comes_back_idle_stays_idle() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.activity(1, false);
    world.pass(ms(10_000));
    assert_eq!(world.of_mary(), Some(Shown::Away));
    let then = world.now.mono;
    world.lose(1);
    world.pass(ms(1_000));
    world.enter(MARY, 2);
    world.pass(ms(10_000));
    assert_eq!(world.told_since(then), 0);
}

#[test]
fn signing_out_is_seen_at_once() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(10_000));
    let gone = world.presence.signed_out(MARY, device(1), world.now);
    assert_eq!(gone, [conn(1)]);
    world.work();
    assert!(world.is_offline());
    // Also where the connection was lost just before.
    world.enter(MARY, 2);
    world.pass(ms(10_000));
    world.lose(2);
    world.presence.signed_out(MARY, device(2), world.now);
    world.work();
    assert!(world.is_offline());
}

#[test]
fn signing_out_one_device_leaves_the_others() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.enter(MARY, 2);
    world.pass(ms(10_000));
    world.presence.signed_out(MARY, device(1), world.now);
    world.pass(ms(60_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}

#[test]
fn p2_a_tab_that_closes_never_shows_offline_while_another_lives() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.enter(MARY, 2);
    world.pass(ms(10_000));
    let then = world.now.mono;
    world.lose(1);
    world.pass(ms(60_000));
    world.enter(MARY, 3);
    world.lose(2);
    world.pass(ms(60_000));
    assert_eq!(world.told_since(then), 0);
    assert_eq!(world.of_mary(), Some(Shown::Online));
}

#[test]
fn p3_however_many_come_at_once_a_watcher_is_told_once_of_each() {
    let mut world = World::just_started();
    let people: Vec<_> = (1..=60).map(user).filter(|user| *user != JOHN).collect();
    world.enter(JOHN, 100);
    world.watch(&people);
    for (n, who) in (1..).zip(&people) {
        world.enter(*who, n);
        // Half of them come back into the background, and say so as soon as they are welcome.
        world.now.mono += ms(1);
        if n % 2 == 0 {
            world.activity(n, false);
        }
    }
    world.pass(ms(60_000));
    for who in &people {
        let told = world
            .told
            .iter()
            .filter(|(_, to, user, _)| (*to, user) == (EYE, who));
        assert_eq!(told.count(), 1, "{who}");
    }
}

#[test]
fn changes_are_damped_and_the_last_one_counts() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.activity(1, true);
    let then = world.now.mono;
    for n in 0..100 {
        world.pass(ms(100));
        world.activity(1, n % 2 == 0);
    }
    let within = world.told_since(then);
    assert!((1..=3).contains(&within), "{within} times in ten seconds");
    world.pass(EVERY);
    assert_eq!(world.of_mary(), Some(Shown::Away));
}

#[test]
fn after_a_start_nobody_is_called_offline_before_they_could_come_back() {
    let mut world = World::just_started();
    world.enter(JOHN, 100);
    world.watch(&[MARY, user(3), user(4)]);
    world.choose(user(4), Mode::Invisible);
    world.enter(user(4), 4);
    world.pass(ms(5_000));
    assert_eq!(world.sees, BTreeMap::new(), "nor is it told who hides");
    world.enter(MARY, 1);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    world.pass(ms(5_000));
    for hidden in [user(3), user(4)] {
        assert!(matches!(world.sees[&hidden].0, Shown::Offline { .. }));
    }
}

#[test]
fn a_sign_of_life_is_written_at_most_when_asked_and_never_lost() {
    let mut world = World::new();
    world.enter(MARY, 1);
    world.pass(ms(30_000));
    world.lose(1);
    let left = world.now.wall;
    world.pass(ms(30_000));
    assert!(world.presence.people.is_empty(), "nobody asks any more");
    assert_eq!(world.presence.signs_of_life(world.now), [(MARY, left)]);
    assert_eq!(world.presence.signs_of_life(world.now), []);
}
